//! PAGE-XML as Transkribus and NewsEye write it: regions of lines, articles and names as tags of the lines. Only read.
//!
//! A tag is a rule of `custom`, such as `person {offset:3; length:2;}`; its offset counts from the start of its line.
//! The unit is not documented. The programs that write them are in Java, so UTF-16 code units are taken. A zip archive is
//! read page by page.

use std::collections::HashMap;

use roxmltree::Node;

use super::lines::{Line, Lines, label_of, role_of};
use super::units::Ruler;
use super::{Draft, Format, FormatInfo, OffsetUnit, ReadError, table, xml, zipped};

pub(super) struct PageXml;

impl Format for PageXml {
    fn info(&self) -> &'static FormatInfo {
        &table::PAGE_XML
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        if !zipped::is_zip(bytes) {
            return read(xml::text(bytes)?).map(|draft| vec![draft]);
        }
        let mut drafts = Vec::new();
        for (name, content) in zipped::files(bytes, &["xml"])? {
            if xml::root_name(&content) == Some("PcGts") {
                let mut draft = read(xml::text(&content)?)?;
                draft.name = name;
                drafts.push(draft);
            }
        }
        Ok(drafts)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        if zipped::is_zip(bytes) {
            let begin = zipped::first(bytes, ".xml", 4096);
            let folder = || zipped::names(bytes).iter().any(|name| name.contains("page/"));
            return begin.is_some_and(|begin| match xml::root_name(&begin) {
                Some("PcGts") => true,
                Some("mets") => folder(),
                _ => false,
            });
        }
        xml::root_name(bytes) == Some("PcGts")
    }
}

fn read(text: &str) -> Result<Draft, ReadError> {
    let tree = xml::parse(text)?;
    let page = xml::all(tree.root(), "Page").next();
    let Some(page) = page else { return Err(ReadError::damaged("file", "no Page element")) };
    let mut regions: Vec<Node<'_, '_>> = page
        .descendants()
        .filter(|node| xml::is(*node, "TextRegion") || xml::is(*node, "TableCell"))
        .collect();
    let order = reading_order(page);
    let order: HashMap<&str, usize> = order.into_iter().enumerate().map(|(i, id)| (id, i)).collect();
    regions
        .sort_by_cached_key(|region| order.get(xml::attribute(*region, "id")).copied().unwrap_or(usize::MAX));
    let mut lines = Lines::default();
    lines.draft.name = xml::attribute(page, "imageFilename").to_owned();
    // A name that goes on from the line above: its tag, its number among the entities.
    let mut open: Vec<(String, usize)> = Vec::new();
    for region in regions {
        region_lines(region, &mut lines, &mut open);
    }
    Ok(lines.finish())
}

/// The ids of the regions in reading order.
fn reading_order<'a>(page: Node<'a, '_>) -> Vec<&'a str> {
    let Some(order) = xml::children(page, "ReadingOrder").next() else { return Vec::new() };
    let mut refs: Vec<(Option<Node<'_, '_>>, u64, &str)> = Vec::new();
    for node in order.descendants().filter(|node| !xml::attribute(*node, "regionRef").is_empty()) {
        let index = xml::attribute(node, "index").parse().unwrap_or(u64::MAX);
        refs.push((node.parent(), index, xml::attribute(node, "regionRef")));
    }
    // Numbers count inside one group.
    for group in refs.chunk_by_mut(|a, b| a.0 == b.0) {
        group.sort_by_key(|(_, index, _)| *index);
    }
    refs.into_iter().map(|(.., id)| id).collect()
}

fn region_lines(region: Node<'_, '_>, lines: &mut Lines, open: &mut Vec<(String, usize)>) {
    let rules = rules(xml::attribute(region, "custom"));
    let structure = rules.iter().find(|rule| rule.name == "structure");
    let custom_type = structure.and_then(|rule| rule.value("type"));
    let says = |kind: &&str| !kind.is_empty() && *kind != "article";
    let kind = custom_type.filter(says).or(Some(xml::attribute(region, "type")).filter(says));
    let region_article = structure.and_then(article_of);
    let mut found: Vec<Node<'_, '_>> = xml::children(region, "TextLine").collect();
    let index = |line: &Node<'_, '_>| {
        let rules = self::rules(xml::attribute(*line, "custom"));
        let rule = rules.iter().find(|rule| rule.name == "readingOrder");
        rule.and_then(|rule| rule.value("index")?.parse::<u64>().ok())
    };
    if found.iter().all(|line| index(line).is_some()) {
        found.sort_by_cached_key(index);
    }
    let role = kind.and_then(role_of).unwrap_or("body");
    if found.is_empty() {
        // Regions that were not cut into lines.
        for text in unicode(region).unwrap_or_default().lines() {
            let (line, _) = lines.add(Line { text, role, continues: false });
            if let Some(article) = &region_article {
                lines.belongs(line, article);
            }
        }
    }
    let mut before: Option<Option<String>> = None;
    for node in found {
        let words = || {
            let mut text = String::new();
            xml::children(node, "Word")
                .filter_map(unicode)
                .for_each(|word| super::lines::join(&mut text, word));
            text
        };
        let text = unicode(node).map_or_else(words, str::to_owned);
        let rules = self::rules(xml::attribute(node, "custom"));
        let article = rules.iter().filter(|rule| rule.name == "structure").find_map(article_of);
        let article = article.or_else(|| region_article.clone());
        // What a region without a type is, one paragraph or more, the file does not say.
        let continues = kind.is_some() && before.as_ref() == Some(&article);
        let (line, start) = lines.add(Line { text: &text, role, continues });
        if let Some(article) = &article {
            lines.belongs(line, article);
        }
        before = Some(article);
        tags(&rules, &text, start, &format!("line {}", xml::attribute(node, "id")), lines, open);
    }
}

/// How many names go on from one line to the next.
const MAX_OPEN: usize = 64;

/// The names in a line.
fn tags(
    rules: &[Rule<'_>],
    text: &str,
    start: usize,
    path: &str,
    lines: &mut Lines,
    open: &mut Vec<(String, usize)>,
) {
    let ruler = Ruler::new(text, OffsetUnit::Utf16);
    let before = std::mem::take(open);
    for rule in rules {
        match rule.name {
            "readingOrder" | "structure" | "textStyle" => continue,
            // Marks of those who transcribe.
            "abbrev" | "sic" | "unclear" | "gap" | "supplied" | "blackening" | "comment" | "add"
            | "speech" | "hi" | "divider" => {
                lines.draft.lose(
                    "transcription",
                    path.to_owned(),
                    format!("the tag {} is not kept", rule.name),
                );
                continue;
            }
            _ => {}
        }
        let number = |key| rule.value(key).and_then(|value| value.parse::<u64>().ok());
        let Some((offset, length)) = number("offset").zip(number("length")) else {
            lines.draft.lose("no-range", path.to_owned(), format!("the tag {} has no place", rule.name));
            continue;
        };
        let end = offset.saturating_add(length);
        let range = ruler.byte(offset).zip(ruler.byte(end)).filter(|(from, to)| from < to);
        let Some((from, to)) = range else {
            let message = format!("{offset} to {end} is not in the line");
            lines.draft.lose("range-outside", path.to_owned(), message);
            continue;
        };
        let continued = rule.value("continued") == Some("true");
        let goes_on = before.iter().find(|(name, _)| continued && from == 0 && name == rule.name);
        let label = label_of(rule.name);
        let entity = lines.entity(label, start + from..start + to, goes_on.map(|(_, place)| *place));
        if continued && text[to..].trim().is_empty() && open.len() < MAX_OPEN {
            open.push((rule.name.to_owned(), entity));
        }
    }
}

/// The text of the reading of a line or region that comes first.
fn unicode<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let readings = xml::children(node, "TextEquiv");
    let first = readings.min_by_key(|found| xml::attribute(*found, "index").parse::<u64>().unwrap_or(0))?;
    xml::children(first, "Unicode").next().map(|found| found.text().unwrap_or_default())
}

/// `name {key:value; key:value;}`.
struct Rule<'a> {
    name: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl Rule<'_> {
    fn value(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(other, _)| *other == key).map(|(_, value)| *value)
    }
}

fn article_of(rule: &Rule<'_>) -> Option<String> {
    (rule.value("type") == Some("article")).then(|| rule.value("id").map(str::to_owned))?
}

/// The rules of an attribute `custom`.
fn rules(custom: &str) -> Vec<Rule<'_>> {
    let mut out = Vec::new();
    let mut rest = custom;
    while let Some((name, body)) = rest.split_once('{') {
        let Some((body, after)) = body.split_once('}') else { break };
        let values = body.split(';').filter_map(|pair| pair.split_once(':'));
        let values = values.map(|(key, value)| (key.trim(), value.trim())).collect();
        out.push(Rule { name: name.trim(), values });
        rest = after;
    }
    out
}
