const { parentPort } = require('node:worker_threads');

const reply = 'y'.repeat(200);
parentPort.on('message', ({ requestId }) => parentPort.postMessage({ type: 'done', requestId, reply }));
