//! hOCR, as Tesseract and others write it: lines and words in the elements of XHTML. Only read.
//!
//! Each page is a document. A line goes on with the paragraph of the line before it where both are of one `ocr_par`.
//! HTML that is no XML is not read.

use roxmltree::{Node, NodeId};

use super::lines::{Line, Lines, join};
use super::{Draft, Format, FormatInfo, ReadError, table, xml};

pub(super) struct Hocr;

impl Format for Hocr {
    fn info(&self) -> &'static FormatInfo {
        &table::HOCR
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        // The one entity of HTML that programs for text recognition write.
        let text = xml::text(bytes)?.replace("&nbsp;", "&#160;");
        let tree = xml::parse(&text)?;
        let pages = outermost(tree.root(), &["ocr_page"]).into_iter();
        Ok(pages.map(page).filter(|draft| !draft.text.trim().is_empty()).collect())
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let is_html = xml::root_name(bytes).is_some_and(|name| name.eq_ignore_ascii_case("html"));
        let head = &bytes[..bytes.len().min(64 * 1024)];
        is_html && head.windows(8).any(|found| found == b"ocr_page")
    }
}

/// Elements that hold one line.
const LINES: [&str; 6] =
    ["ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocr_footer"];
/// Elements that hold a paragraph.
const PARAGRAPHS: [&str; 3] = ["ocr_par", "ocr_title", "ocr_author"];

fn page(page: Node<'_, '_>) -> Draft {
    let mut lines = Lines::default();
    lines.draft.name = image(xml::attribute(page, "title"));
    let mut before: Option<NodeId> = None;
    let mut found = outermost(page, &LINES);
    if found.is_empty() {
        // Programs that see no lines still see paragraphs.
        found = outermost(page, &PARAGRAPHS);
    }
    for node in found {
        let text = text_of(node);
        if text.trim().is_empty() {
            continue;
        }
        let paragraph = node.ancestors().take(MAX_DEPTH).find(|around| has_class(*around, &PARAGRAPHS));
        let role = match () {
            () if has_class(node, &["ocr_header"]) => "headline",
            () if has_class(node, &["ocr_caption"]) => "caption",
            () if has_class(node, &["ocr_footer"]) => "other",
            () if paragraph.is_some_and(|around| has_class(around, &["ocr_title"])) => "headline",
            () if paragraph.is_some_and(|around| has_class(around, &["ocr_author"])) => "byline",
            () => "body",
        };
        let paragraph = paragraph.map(|around| around.id());
        lines.add(Line { text: &text, role, continues: paragraph.is_some() && paragraph == before });
        before = paragraph;
    }
    lines.finish()
}

/// How many elements above a line are looked at.
const MAX_DEPTH: usize = 64;

/// The words of a line; where they are no elements, its text.
fn text_of(line: Node<'_, '_>) -> String {
    let mut out = String::new();
    let mut words = line.descendants().filter(|node| has_class(*node, &["ocrx_word", "ocr_word"])).peekable();
    let plain = |node: Node<'_, '_>| {
        node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect::<String>()
    };
    if words.peek().is_none() {
        plain(line).split_whitespace().for_each(|word| join(&mut out, word));
    }
    for word in words {
        plain(word).split_whitespace().for_each(|word| join(&mut out, word));
    }
    out
}

/// The elements below a node that have one of these classes, but not those inside another one.
fn outermost<'a, 'i>(node: Node<'a, 'i>, classes: &[&str]) -> Vec<Node<'a, 'i>> {
    let mut end = 0;
    let mut free = |found: &Node<'a, 'i>| {
        let range = found.range();
        let free = range.start >= end && has_class(*found, classes);
        if free {
            end = range.end;
        }
        free
    };
    node.descendants().filter(|found| free(found)).collect()
}

fn has_class(node: Node<'_, '_>, wanted: &[&str]) -> bool {
    node.is_element() && xml::attribute(node, "class").split_whitespace().any(|class| wanted.contains(&class))
}

/// The name of the image in the properties of a page.
fn image(title: &str) -> String {
    let image = title.split(';').find_map(|property| property.trim().strip_prefix("image"));
    let image = image.map(|image| image.trim().trim_matches('"')).unwrap_or_default();
    image.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
