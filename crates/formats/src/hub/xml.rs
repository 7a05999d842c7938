//! Reading and writing XML.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::ReadError;

/// The most elements and texts of one file: bounds the memory that a tree takes.
const MAX_NODES: u32 = 20_000_000;

/// The tree of a file. Definitions of entities are refused, so that nothing grows when it is read.
///
/// # Errors
/// When it is no XML, or defines entities.
pub(super) fn parse(text: &str) -> Result<Document<'_>, ReadError> {
    // hOCR and XHTML name a document type; that alone does no harm.
    let allow_dtd = !defines(text);
    let options = ParsingOptions { allow_dtd, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let what = match error {
            Error::DtdDetected => "entities are defined, which is not read".to_owned(),
            other => other.to_string(),
        };
        ReadError::damaged(format!("line {}, column {}", at.row, at.col), what)
    })
}

/// The text of a file that is XML.
///
/// # Errors
/// When it is not UTF-8.
pub(super) fn text(bytes: &[u8]) -> Result<&str, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::damaged("file", "not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Whether a file begins with a document type that holds definitions.
fn defines(text: &str) -> bool {
    let before = text.find("<!DOCTYPE").map(|at| &text[at..]);
    before.is_some_and(|rest| rest.find('[').is_some_and(|open| rest.find('>').is_none_or(|end| open < end)))
}

/// The name of the outermost element without its prefix, found without reading the file; none for no XML.
pub(super) fn root_name(bytes: &[u8]) -> Option<&str> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            // With definitions between brackets, or without.
            [b'<', b'!', after @ ..] => match after.iter().find(|byte| matches!(byte, b'[' | b'>'))? {
                b'[' => b"]",
                _ => b">",
            },
            [b'>', ..] => b">",
            [b'<', name @ ..] => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
                let name = &name[..name.iter().take(256).position(is_end)?];
                let name = std::str::from_utf8(name).ok()?;
                return Some(name.rsplit(':').next().unwrap_or(name));
            }
            _ => return None,
        };
        let at = rest.windows(end.len()).position(|found| found == end)?;
        rest = &rest[at + end.len()..];
    }
}

/// The encoding that an XML declaration names.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..declaration.iter().take(200).position(|byte| *byte == b'>')?];
    let declaration = std::str::from_utf8(declaration).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// The elements below a node that have this name, in the order of the file; prefixes do not count.
pub(super) fn all<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |found| is(*found, name))
}

/// The elements right below a node that have this name.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |found| is(*found, name))
}

/// Whether a node is an element of this name, its prefix aside.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The value of an attribute by its name, its prefix aside; empty where there is none.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    node.attributes().find(|found| found.name() == name).map_or("", |found| found.value())
}

/// Text as XML 1.0 may hold it, in elements and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Characters that XML 1.0 forbids in any form.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_refused_and_depth_does_no_harm() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"𠮷𠮷\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(matches!(parse(bomb), Err(ReadError::Damaged { .. })));
        assert!(parse("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"x.dtd\"><html/>").is_ok());
        let deep = 200_000;
        let deep = format!("{}{}", "<a>".repeat(deep), "</a>".repeat(deep));
        assert!(parse(&deep).is_ok());
        assert!(parse(&"<a>".repeat(200_000)).is_err());
    }

    #[test]
    fn the_first_element_is_found() {
        let file = b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- <no> --><!DOCTYPE x><ns:PcGts a='1'>";
        assert_eq!(root_name(file), Some("PcGts"));
        assert_eq!(declared_encoding(&file[3..]), Some("UTF-8"));
        assert_eq!(root_name("甲<a>".as_bytes()), None);
        assert_eq!(root_name(b"<!-- "), None);
    }
}
