// Keeps the files of one build, so that the app opens without a network. The build puts its id and the names of its
// files in the place of BUILD_ID and FILES.
//
// A newer build is fetched whole beside this one and waits: the page tells the person and sends "update" when they
// want it. Nothing is mixed, because every file but the page itself is named by its content.

const CACHE = "jianbao-" + BUILD_ID;
const PAGE = "index.html";

self.addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache =>
    cache.addAll([new Request(PAGE, { cache: "reload" }), ...FILES])));
});

self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("jianbao-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", event => {
  if (event.data === "update") self.skipWaiting();
});

self.addEventListener("fetch", event => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && new URL(request.url).pathname === new URL("./", self.location).pathname;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(isPage ? PAGE : request, { ignoreSearch: true });
    return kept ?? fetch(request);
  })());
});
