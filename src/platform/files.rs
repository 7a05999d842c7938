//! Files in and out.

use jianbao_formats::stored::is_backup;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DataTransfer, File, FileList, HtmlAnchorElement, Url};

/// Larger files are not even read: no text of theirs could be opened (the limit is on UTF-8 after ingest, and no
/// encoding that is read takes more than four bytes where UTF-8 takes one).
const MAX_FILE_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
/// A backup holds all documents, and is read as long as what it becomes fits the memory of wasm with it.
const MAX_BACKUP_BYTES: f64 = 1024.0 * 1024.0 * 1024.0;

/// A file's content, or why there is none.
#[derive(Debug)]
pub enum Read {
    /// The content.
    Bytes(Vec<u8>),
    /// It is far too long; its length in bytes.
    TooLong(usize),
    /// The browser could not read it.
    Failed,
}

/// Reads a file.
pub async fn read(file: &File) -> Read {
    let size = file.size();
    let limit =
        if size > MAX_FILE_BYTES && begins_as_backup(file).await { MAX_BACKUP_BYTES } else { MAX_FILE_BYTES };
    if size > limit {
        return Read::TooLong(size as usize);
    }
    match bytes(file).await {
        Some(bytes) => Read::Bytes(bytes),
        None => Read::Failed,
    }
}

async fn begins_as_backup(file: &File) -> bool {
    match file.slice_with_i32_and_i32(0, 64) {
        Ok(head) => bytes(&head).await.is_some_and(|head| is_backup(&head)),
        Err(_) => false,
    }
}

async fn bytes(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// All files of a list.
pub fn all(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default()
}

/// The first file of a list.
pub fn first(list: Option<FileList>) -> Option<File> {
    list.and_then(|list| list.get(0))
}

/// The plain text of a paste or a drop as UTF-16 code units, so that a lone surrogate is not lost unseen.
pub fn text_units(data: &DataTransfer) -> Vec<u16> {
    let text = js_sys::Reflect::get(data, &JsValue::from_str("getData"))
        .ok()
        .and_then(|get| get.dyn_into::<js_sys::Function>().ok())
        .and_then(|get| get.call1(data, &JsValue::from_str("text/plain")).ok())
        .and_then(|text| text.dyn_into::<js_sys::JsString>().ok());
    let Some(text) = text else { return Vec::new() };
    let whole = String::from(&text);
    // Reading unit by unit crosses into JavaScript for each, so only where a lone surrogate may be the reason for a
    // replacement character.
    if whole.contains(char::REPLACEMENT_CHARACTER) {
        (0..text.length()).map(|at| text.char_code_at(at) as u16).collect()
    } else {
        whole.encode_utf16().collect()
    }
}

/// Hands a file over as a download.
///
/// # Errors
/// When the browser refuses.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = gloo::utils::document().create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The browser has taken hold of the blob by the next turn of its loop; a minute is on the safe side.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _already_gone = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Puts a text on the clipboard; whether the browser let it.
pub async fn copy(text: &str) -> bool {
    let written = gloo::utils::window().navigator().clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}

/// The text of a file that belongs to the page; none where it cannot be had.
pub async fn fetch_text(address: &str) -> Option<String> {
    let response = JsFuture::from(gloo::utils::window().fetch_with_str(address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok().filter(web_sys::Response::ok)?;
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
