//! METS and ALTO, the files of digitized newspapers: lines in blocks on pages, and the blocks of each article. Only read.
//!
//! Read are one ALTO file, and a zip archive of a METS file and the ALTO files that it names: then the whole issue is one
//! document, because its articles run over pages. Articles, their order and the roles of their blocks come from the
//! logical structure of the METS file, or else from the structure tags of ALTO; names come from named entity tags.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::lines::{Line, Lines, join, label_of, role_of};
use super::{Draft, Format, FormatInfo, ReadError, table, xml, zipped};

pub(super) struct MetsAlto;

impl Format for MetsAlto {
    fn info(&self) -> &'static FormatInfo {
        &table::METS_ALTO
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        if !zipped::is_zip(bytes) {
            let text = xml::text(bytes)?;
            if xml::root_name(bytes) == Some("mets") {
                let what =
                    "a METS file holds no text: put it into a zip archive with the ALTO files that it names";
                return Err(ReadError::damaged("file", what));
            }
            return read(None, &[(String::new(), text)]);
        }
        let files = zipped::files(bytes, &["xml"])?;
        let mut mets = None;
        let mut pages = Vec::new();
        for (name, content) in &files {
            match xml::root_name(content) {
                Some("mets") if mets.is_none() => mets = Some(xml::text(content)?),
                Some("alto") => pages.push((name.clone(), xml::text(content)?)),
                _ => {}
            }
        }
        read(mets, &pages)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let is = |bytes: &[u8]| matches!(xml::root_name(bytes), Some("alto" | "mets"));
        if zipped::is_zip(bytes) {
            return zipped::first(bytes, ".xml", 4096).is_some_and(|begin| is(&begin));
        }
        is(bytes)
    }
}

/// What is known of the lines of all pages.
#[derive(Default)]
struct Issue {
    lines: Lines,
    /// The lines below each element that has an id, by the number of its page.
    below: HashMap<(usize, String), Vec<usize>>,
}

fn read(mets: Option<&str>, pages: &[(String, &str)]) -> Result<Vec<Draft>, ReadError> {
    let mets = mets.map(xml::parse).transpose()?;
    let mut order: Vec<usize> = (0..pages.len()).collect();
    let mut of_file: HashMap<&str, usize> = HashMap::new();
    if let Some(mets) = &mets {
        // Pages in the order in which the METS file lists them.
        let mut place = vec![usize::MAX; pages.len()];
        for (i, file) in xml::all(mets.root(), "file").enumerate() {
            let href = xml::children(file, "FLocat").next().map_or("", |found| xml::attribute(found, "href"));
            let base = href.rsplit(['/', '\\']).next().unwrap_or(href);
            let is_it = |name: &str| !base.is_empty() && name.rsplit('/').next() == Some(base);
            if let Some(page) = pages.iter().position(|(name, _)| is_it(name)) {
                of_file.insert(xml::attribute(file, "ID"), page);
                place[page] = place[page].min(i);
            }
        }
        order.sort_by_key(|page| place[*page]);
    }
    let mut issue = Issue::default();
    for page in order {
        let tree = xml::parse(pages[page].1)?;
        read_page(page, &tree, mets.is_none(), &mut issue);
    }
    if let Some(mets) = &mets {
        articles(mets, &of_file, &mut issue);
    }
    let draft = issue.lines.finish();
    Ok(if draft.text.trim().is_empty() { Vec::new() } else { vec![draft] })
}

/// A tag of ALTO.
struct Tag<'a> {
    element: &'a str,
    kind: &'a str,
    label: &'a str,
}

fn read_page(page: usize, tree: &Document<'_>, with_articles: bool, issue: &mut Issue) {
    let mut tags: HashMap<&str, Tag<'_>> = HashMap::new();
    for group in xml::all(tree.root(), "Tags") {
        for tag in group.children().filter(Node::is_element) {
            let (element, kind) = (tag.tag_name().name(), xml::attribute(tag, "TYPE"));
            tags.insert(
                xml::attribute(tag, "ID"),
                Tag { element, kind, label: xml::attribute(tag, "LABEL") },
            );
        }
    }
    let refs = |node: Node<'_, '_>| -> Vec<&Tag<'_>> {
        xml::attribute(node, "TAGREFS").split_whitespace().filter_map(|id| tags.get(id)).collect()
    };
    let names = |node: Node<'_, '_>| -> Vec<String> {
        let ids = xml::attribute(node, "TAGREFS").split_whitespace();
        let names = ids.filter(|id| tags.get(id).is_some_and(|tag| tag.element == "NamedEntityTag"));
        names.take(MAX_NAMES).map(str::to_owned).collect()
    };
    // Names of the word before: the id of the tag and the number of the entity.
    let mut open: Vec<(String, usize)> = Vec::new();
    for block in xml::all(tree.root(), "TextBlock") {
        let around: Vec<Node<'_, '_>> = block.ancestors().filter(Node::is_element).take(MAX_DEPTH).collect();
        let structure = |node: &Node<'_, '_>| {
            refs(*node).into_iter().find_map(|tag| [tag.kind, tag.label].into_iter().find_map(role_of))
        };
        let role = around.iter().find_map(structure).unwrap_or("body");
        let article = around.iter().find_map(|node| {
            let mut ids = xml::attribute(*node, "TAGREFS").split_whitespace();
            ids.find(|id| {
                tags.get(id).is_some_and(|tag| {
                    tag.element == "StructureTag" && tag.kind.eq_ignore_ascii_case("article")
                })
            })
        });
        for (i, node) in xml::children(block, "TextLine").enumerate() {
            let (text, words) = line_of(node);
            if text.trim().is_empty() {
                continue;
            }
            let (line, start) = issue.lines.add(Line { text: &text, role, continues: i > 0 });
            if let Some(article) = article.filter(|_| with_articles) {
                issue.lines.belongs(line, article);
            }
            for id in around.iter().chain([&node]).map(|node| xml::attribute(*node, "ID")) {
                if !id.is_empty() {
                    issue.below.entry((page, id.to_owned())).or_default().push(line);
                }
            }
            for (word, range) in words {
                let before = std::mem::take(&mut open);
                for id in names(word) {
                    let goes_on = before.iter().find(|(other, _)| *other == id).map(|(_, place)| *place);
                    let label = tags.get(id.as_str()).map_or("", |tag| tag.kind);
                    let label = if label.is_empty() { "NAME" } else { label_of(label) };
                    let range = start + range.start..start + range.end;
                    let from = goes_on.and_then(|place| {
                        let last = issue.lines.draft.spans[place].ranges.last()?.1 as usize;
                        // On one line, what lies between two words of a name is of it.
                        (start..range.start).contains(&last).then_some(last)
                    });
                    let range = from.unwrap_or(range.start)..range.end;
                    open.push((id, issue.lines.entity(label, range, goes_on)));
                }
            }
        }
    }
}

/// How many names one word is read as part of.
const MAX_NAMES: usize = 16;
/// How many elements above a block are looked at.
const MAX_DEPTH: usize = 64;

/// The text of a line and where its words are.
fn line_of<'a, 'i>(line: Node<'a, 'i>) -> (String, Vec<(Node<'a, 'i>, std::ops::Range<usize>)>) {
    let mut text = String::new();
    let mut words = Vec::new();
    let mut apart = false;
    for node in line.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "SP" if !text.is_empty() => {
                text.push(' ');
                apart = true;
            }
            "String" => {
                let content = xml::attribute(node, "CONTENT");
                if apart {
                    text.push_str(content)
                } else {
                    join(&mut text, content)
                }
                words.push((node, text.len() - content.len()..text.len()));
                apart = false;
            }
            "HYP" => {
                let content = xml::attribute(node, "CONTENT");
                text.push_str(if content.is_empty() { "-" } else { content });
                apart = false;
            }
            _ => {}
        }
    }
    words.retain(|(_, range)| !range.is_empty());
    (text, words)
}

/// The articles of the logical structure: their blocks in order, and what these are.
fn articles(mets: &Document<'_>, of_file: &HashMap<&str, usize>, issue: &mut Issue) {
    let is_logical = |map: &Node<'_, '_>| xml::attribute(*map, "TYPE").eq_ignore_ascii_case("logical");
    let mut n = 0;
    for map in xml::all(mets.root(), "structMap").filter(is_logical) {
        // The article that holds what comes now: its id and where it ends.
        let mut article: Option<(String, std::ops::Range<usize>)> = None;
        // The roles of the divisions around, each with where it ends.
        let mut roles: Vec<(&'static str, usize)> = Vec::new();
        for node in map.descendants().filter(Node::is_element) {
            let range = node.range();
            if article.as_ref().is_some_and(|(_, inside)| inside.end <= range.start) {
                article = None;
            }
            while roles.last().is_some_and(|(_, end)| *end <= range.start) {
                roles.pop();
            }
            match node.tag_name().name() {
                "div" => {
                    let kind = xml::attribute(node, "TYPE");
                    if article.is_none() && is_article(kind) {
                        n += 1;
                        let id = [xml::attribute(node, "ID"), xml::attribute(node, "DMDID")];
                        let id = id.into_iter().find(|id| !id.is_empty());
                        article = Some((id.map_or_else(|| format!("article-{n}"), str::to_owned), range));
                    } else if let Some(role) = role_of(kind) {
                        roles.push((role, range.end));
                    }
                }
                "area" => {
                    let Some((id, _)) = &article else { continue };
                    let begin = xml::attribute(node, "BEGIN");
                    let page = of_file.get(xml::attribute(node, "FILEID"));
                    let lines = page.and_then(|page| issue.below.remove(&(*page, begin.to_owned())));
                    let Some(lines) = lines else {
                        let message =
                            format!("the block {begin} of article {id} is in no file, or named before");
                        issue.lines.draft.lose("no-text", "METS".to_owned(), message);
                        continue;
                    };
                    for line in lines {
                        issue.lines.belongs(line, id);
                        if let Some((role, _)) = roles.last() {
                            issue.lines.set_role(line, role);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a type of a division is that of an article or what stands like one.
fn is_article(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    matches!(
        kind.as_str(),
        "article"
            | "advertisement"
            | "advert"
            | "obituary"
            | "death_notice"
            | "letter"
            | "weather"
            | "notice"
    )
}
