//! Work without a network: the script that keeps the app's files, and what is told when a newer app is there.

use gloo::utils::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlMetaElement, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

/// What the script takes as the wish for the newer app.
const UPDATE: &str = "update";

/// Lets the app's files be kept, where the page names a script for it; `newer` hears when a newer app is there and
/// waits.
pub fn keep(newer: impl Fn() + Clone + 'static) {
    let (Some(script), Some(container)) = (script(), container()) else { return };
    spawn_local(async move {
        let Ok(registered) = JsFuture::from(container.register(&script)).await else { return };
        let registration: ServiceWorkerRegistration = registered.unchecked_into();
        if registration.waiting().is_some() {
            newer();
        }
        let found = {
            let (registration, newer) = (registration.clone(), newer.clone());
            Closure::<dyn Fn()>::new(move || watch(&registration, newer.clone()))
        };
        registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
        // As long as the page.
        found.forget();
    });
}

/// Tells of what is being fetched once it is whole, unless it is the first: that one is this app.
fn watch(registration: &ServiceWorkerRegistration, newer: impl Fn() + 'static) {
    let Some(worker) = registration.installing() else { return };
    // Asked now: in Firefox the first one is in charge before the page hears that it is whole.
    if registration.active().is_none() {
        return;
    }
    let changed = {
        let worker = worker.clone();
        Closure::<dyn Fn()>::new(move || {
            if worker.state() == ServiceWorkerState::Installed {
                newer();
            }
        })
    };
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Changes to the newer app: the page is loaded again once it is in charge.
pub fn update() {
    let Some(container) = container() else { return };
    let reload = Closure::once_into_js(|| {
        let _goes_on_with_the_old_one = window().location().reload();
    });
    container.set_oncontrollerchange(Some(reload.unchecked_ref()));
    spawn_local(async move {
        let Ok(found) = JsFuture::from(container.get_registration()).await else { return };
        let waiting = found.dyn_into::<ServiceWorkerRegistration>().ok().and_then(|found| found.waiting());
        if let Some(waiting) = waiting {
            let _goes_on_with_the_old_one = waiting.post_message(&JsValue::from_str(UPDATE));
        }
    });
}

/// Whether the app is one file, opened from a folder.
pub fn is_single_file() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "file:")
}

fn script() -> Option<String> {
    let meta = document().query_selector("meta[name=jianbao-offline]").ok()??;
    Some(meta.unchecked_into::<HtmlMetaElement>().content())
}

/// None where the browser has none, as on a page that did not come by a safe way.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let found = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    found.dyn_into().ok()
}
