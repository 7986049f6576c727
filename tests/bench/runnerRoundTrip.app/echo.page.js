addEventListener('message', (event) => {
  if (event.data?.type !== 'runner-port') return;
  const worker = new Worker('echo.worker.js');
  worker.postMessage({ type: 'port' }, [event.ports[0]]);
});
