const reply = 'y'.repeat(200);

self.onmessage = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => port.postMessage({ type: 'done', requestId: data.requestId, reply });
  port.postMessage({ type: 'ready' });
};
