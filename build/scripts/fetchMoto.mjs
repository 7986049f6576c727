import { fetchPython } from './fetchPython.mjs';

/** A Python with moto, the S3-compatible server that the tests send to. */
export const fetchMoto = () =>
  fetchPython('moto', ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'], 'the tests of sending to S3');
