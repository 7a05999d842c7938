// Starts the app from one file: unpacks what is embedded in the page, gives each file an address of its own, and puts
// these in the place of names. Scripts name their wasm; the page names workers and models in its head.

const bytes = async name => {
  const packed = document.getElementById("file:" + name).textContent;
  const raw = Uint8Array.from(atob(packed), char => char.charCodeAt(0));
  return new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
};
const address = (blob, type) => URL.createObjectURL(new Blob([blob], { type }));
// A worker must be a plain script: from a file, browsers take no module for one.
const script = async (name, wasm, isWorker) => {
  let source = await (await bytes(name)).text();
  const place = `new URL("${wasm}", import.meta.url)`;
  if (!source.includes(place)) throw new Error(`${name} does not name ${wasm}`);
  source = source.replace(place, JSON.stringify(address(await bytes(wasm), "application/wasm")));
  if (isWorker) source = `(async () => {\n${source.replace(/^export .*$/gm, "")}\n})();`;
  return address(source, "text/javascript");
};

for (const meta of document.querySelectorAll("meta[name^=jianbao-]")) {
  const name = meta.content;
  if (!document.getElementById("file:" + name)) continue;
  const wasm = PROGRAMS[name];
  meta.content = wasm ? await script(name, wasm, true) : address(await bytes(name), "application/octet-stream");
}
await import(await script(APP, PROGRAMS[APP], false));
