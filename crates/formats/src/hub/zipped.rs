//! Files in zip archives, of which the sizes may lie.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::ReadError;

/// The most that is unpacked of an archive, in bytes.
pub(super) const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// The most files in an archive.
const MAX_FILES: usize = 20_000;

/// Whether bytes begin as a zip archive does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The names of the files in an archive; none for what is no archive.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    if !is_zip(bytes) {
        return Vec::new();
    }
    let names = ZipArchive::new(Cursor::new(bytes)).map(|zip| {
        zip.file_names().flatten().take(MAX_FILES).map(|name| name.into_owned()).collect::<Vec<_>>()
    });
    names.unwrap_or_default()
}

/// The names and contents of those files in an archive whose extension is one of these, in the order of their names.
///
/// # Errors
/// When the archive cannot be read, or holds more than is unpacked.
pub(super) fn files(bytes: &[u8], extensions: &[&str]) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let broken = |at: &str| ReadError::damaged(at, "the archive cannot be read");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
    if zip.len() > MAX_FILES {
        return Err(ReadError::damaged("zip", format!("more than {MAX_FILES} files")));
    }
    let mut left = MAX_UNPACKED;
    let mut found = Vec::new();
    for i in 0..zip.len() {
        let file = zip.by_index(i).map_err(|_| broken("zip"))?;
        let name = file.name().map_err(|_| broken("zip"))?.into_owned();
        let wanted = name.rsplit_once('.').is_some_and(|(_, extension)| {
            extensions.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted))
        });
        if !wanted {
            continue;
        }
        let mut content = Vec::new();
        // The size in the archive may lie; what is unpacked is counted.
        file.take(left + 1).read_to_end(&mut content).map_err(|_| broken(&name))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| ReadError::damaged(&name, format!("more than {MAX_UNPACKED} bytes unpacked")))?;
        found.push((name, content));
    }
    found.sort();
    Ok(found)
}

/// The first of those files in an archive, as [`files`] gives them, without reading the others; none where there is none.
pub(super) fn first(bytes: &[u8], extension: &str, max: u64) -> Option<Vec<u8>> {
    let name = names(bytes).into_iter().filter(|name| name.ends_with(extension)).min()?;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = Vec::new();
    zip.by_name(&name).ok()?.take(max).read_to_end(&mut content).ok()?;
    Some(content)
}
