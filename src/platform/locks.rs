//! Locks over all windows of the app in this browser, by the Web Locks API.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::utils::window;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, DomException};

/// A lock that is held or waited for; let go when dropped, or with the window.
#[derive(Debug)]
pub struct Lock {
    /// Ends the promise for which the lock is held; none while it is waited for.
    release: Rc<RefCell<Option<Function>>>,
    /// Ends the waiting.
    waiting: Option<AbortController>,
}

impl Lock {
    /// Asks for a lock. `told` hears whether it is held; where another window has it, it hears so again once this one
    /// does. Where the browser has no locks, or none for this page, each counts as held.
    pub fn take(name: &str, told: impl Fn(bool) + Clone + 'static) -> Self {
        let lock = Self { release: Rc::default(), waiting: AbortController::new().ok() };
        let (Some(locks), Some(waiting)) = (manager(), &lock.waiting) else {
            told(true);
            return lock;
        };
        let (release, signal, name) =
            (Rc::clone(&lock.release), JsValue::from(waiting.signal()), name.to_owned());
        let again = locks.clone();
        let at_once = options("ifAvailable", &JsValue::TRUE);
        let refused = told.clone();
        request(
            &locks,
            &name.clone(),
            &at_once,
            move || refused(true),
            move |is_held| {
                told(is_held);
                if is_held {
                    return hold(&release);
                }
                request(
                    &again,
                    &name,
                    &options("signal", &signal),
                    || (),
                    move |_| {
                        told(true);
                        hold(&release)
                    },
                );
                JsValue::UNDEFINED
            },
        );
        lock
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(waiting) = &self.waiting {
            waiting.abort();
        }
        if let Some(release) = self.release.take() {
            let _cannot_throw = release.call0(&JsValue::NULL);
        }
    }
}

/// Read by name, since the bindings of web-sys are not stable yet.
fn manager() -> Option<Object> {
    Reflect::get(&window().navigator(), &"locks".into()).ok()?.dyn_into().ok()
}

fn options(name: &str, value: &JsValue) -> Object {
    let options = Object::new();
    let set = Reflect::set(&options, &name.into(), value);
    debug_assert!(set.is_ok(), "a new object takes any key");
    options
}

/// `granted` hears whether the lock is held, and says for how long; `refused` hears that no locks can be asked for.
fn request(
    locks: &Object,
    name: &str,
    options: &Object,
    refused: impl FnOnce() + 'static,
    granted: impl FnOnce(bool) -> JsValue + 'static,
) {
    let granted = Closure::once_into_js(move |lock: JsValue| granted(!lock.is_null()));
    let function =
        Reflect::get(locks, &"request".into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
    let asked = function.and_then(|function| function.call3(locks, &name.into(), options, &granted).ok());
    let Some(promise) = asked else { return refused() };
    spawn_local(async move {
        if let Err(error) = JsFuture::from(promise.unchecked_into::<Promise>()).await {
            // Ends so too when the waiting is given up, which nobody needs to hear.
            let is_given_up =
                error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "AbortError");
            if !is_given_up {
                refused();
            }
        }
    });
}

/// A promise that ends when the lock is let go.
fn hold(release: &Rc<RefCell<Option<Function>>>) -> JsValue {
    Promise::new(&mut |resolve: Function, _| {
        release.replace(Some(resolve));
    })
    .into()
}
