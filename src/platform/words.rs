//! Words as the browser finds them, Chinese ones among them.

use std::ops::Range;

use jianbao_workbench::motions::single_characters;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// [`Intl.Segmenter`](https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Intl/Segmenter), of
    /// which js-sys has no binding; not in Firefox before 125.
    #[wasm_bindgen(js_namespace = Intl)]
    type Segmenter;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &JsValue) -> Result<Segmenter, JsValue>;

    #[wasm_bindgen(method)]
    fn segment(this: &Segmenter, text: &str) -> JsValue;

    type Segment;

    #[wasm_bindgen(method, getter)]
    fn segment(this: &Segment) -> String;

    #[wasm_bindgen(method, getter, js_name = isWordLike)]
    fn is_word_like(this: &Segment) -> Option<bool>;
}

/// The words of a text, in bytes; single characters in a browser that knows no Chinese words.
pub fn find_words(text: &str) -> Vec<Range<usize>> {
    segments(text).unwrap_or_else(|| single_characters(text))
}

fn segments(text: &str) -> Option<Vec<Range<usize>>> {
    let options = Object::new();
    Reflect::set(&options, &"granularity".into(), &"word".into()).ok()?;
    let segmenter = Segmenter::new("zh", &options).ok()?;
    let mut words = Vec::new();
    let mut at = 0;
    for segment in js_sys::try_iter(&segmenter.segment(text)).ok()?? {
        let segment: Segment = segment.ok()?.unchecked_into();
        let end = at + segment.segment().len();
        if segment.is_word_like() == Some(true) {
            words.push(at..end);
        }
        at = end;
    }
    // A text that the browser hands back changed has other places.
    (at == text.len()).then_some(words)
}
