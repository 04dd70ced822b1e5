// Search from a disk. A browser starts no worker from file:, so the worker's script runs in a hidden frame instead,
// and messages pass between the two as they would to a worker. Over HTTP nothing is changed.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "search";
      document.body.appendChild(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = (...files) => files.reduce((done, file) => done.then(() => load(file)), Promise.resolve());
      const load = (file) =>
        new Promise((resolve, reject) => {
          const script = inside.document.createElement("script");
          script.src = file;
          script.onload = resolve;
          script.onerror = reject;
          inside.document.body.appendChild(script);
        });
      this.ready = load(address);
      this.inside = inside;
    }
    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {}
  };
}
