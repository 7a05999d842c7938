// Starts the app from one file: unpacks what is embedded in the page and puts it in the place of names. Scripts name
// their wasm; the page names workers and models in its head.
//
// Workers of a local page may fetch no blob (its origin is "null"), and browsers take no module for one: so a worker is
// a plain script with its wasm inside, and models are data: addresses.

const packed = name => document.getElementById("file:" + name);
const bytes = async name => {
  const raw = Uint8Array.from(atob(packed(name).textContent), char => char.charCodeAt(0));
  return new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
};
const data = async name => {
  const blob = new Blob([await bytes(name)], { type: "application/octet-stream" });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
};
const script = async (name, wasm, isWorker) => {
  let source = await (await bytes(name)).text();
  const place = `new URL("${wasm}", import.meta.url)`;
  if (!source.includes(place)) throw new Error(`${name} does not name ${wasm}`);
  if (isWorker) {
    const inside = (await data(wasm)).split(",")[1];
    source = source.replace(place, () => `Uint8Array.from(atob("${inside}"), char => char.charCodeAt(0))`);
    source = `(async () => {\n${source.replace(/^export .*$/gm, "")}\n})();`;
  } else {
    const address = URL.createObjectURL(new Blob([await bytes(wasm)], { type: "application/wasm" }));
    source = source.replace(place, () => JSON.stringify(address));
  }
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
};

for (const meta of document.querySelectorAll("meta[name^=jianbao-]")) {
  const name = meta.content;
  if (!packed(name)) continue;
  const wasm = PROGRAMS[name];
  meta.content = wasm ? await script(name, wasm, true) : await data(name);
}
await import(await script(APP, PROGRAMS[APP], false));
