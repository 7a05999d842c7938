//! What formats read: a text and what is said of it, in offsets whose unit may have to be found out.

use std::collections::HashMap;

use jianbao_core::{LabelSet, Project};
use serde_json::{Map, Value, json};

use super::OffsetUnit;
use super::units::Ruler;
use crate::diagnostic::Sink;
use crate::labelled_json::{ImportError, document};

/// A document as a file in another format has it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Its id; empty where the file has none.
    pub id: String,
    /// Its name; empty where the file has none.
    pub name: String,
    /// The text as the file has it.
    pub text: String,
    /// The unit of the offsets; none where quotes must tell. Where quotes contradict the unit, they are believed.
    pub unit: Option<OffsetUnit>,
    /// The entities.
    pub spans: Vec<DraftSpan>,
    /// The articles.
    pub articles: Vec<DraftArticle>,
    /// The blocks; where there are none, the lines of the text are taken.
    pub blocks: Vec<DraftBlock>,
    /// Facts about the source.
    pub meta: Map<String, Value>,
    /// What the format could not place, for the person to see.
    pub lost: Vec<Lost>,
}

/// Something that a format could not place.
#[derive(Clone, Debug)]
pub struct Lost {
    /// A code of [`crate::diagnostic::CODES`].
    pub code: &'static str,
    /// Where in the file.
    pub path: String,
    /// What it is, in English.
    pub message: String,
}

/// An entity.
#[derive(Clone, Debug, Default)]
pub struct DraftSpan {
    /// Its id; empty where the file has none.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Half-open.
    pub ranges: Vec<(u64, u64)>,
    /// The text that the file says it has.
    pub quote: Option<String>,
    /// `proposed`, `accepted` or `rejected`; none counts as accepted.
    pub status: Option<&'static str>,
    /// From 0 to 1.
    pub confidence: Option<f64>,
    /// A note.
    pub note: Option<String>,
}

/// An article.
#[derive(Clone, Debug, Default)]
pub struct DraftArticle {
    /// Its id; empty where the file has none.
    pub id: String,
    /// In reading order.
    pub parts: Vec<(u64, u64)>,
}

/// A block.
#[derive(Clone, Debug, Default)]
pub struct DraftBlock {
    /// Where it is.
    pub range: (u64, u64),
    /// What it is, by the name of a role.
    pub role: String,
    /// Whether it goes on with the paragraph of the block before it.
    pub continues: bool,
}

/// Articles of their parts, each with the id of its article, in the order in which they are first named.
pub(super) fn articles_of(parts: impl IntoIterator<Item = (String, (u64, u64))>) -> Vec<DraftArticle> {
    let mut articles: Vec<DraftArticle> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for (id, part) in parts {
        let place = *by_id.entry(id).or_insert_with_key(|id| {
            articles.push(DraftArticle { id: id.clone(), parts: Vec::new() });
            articles.len() - 1
        });
        articles[place].parts.push(part);
    }
    articles
}

impl Draft {
    /// Says that something could not be placed.
    pub(super) fn lose(&mut self, code: &'static str, path: impl Into<String>, message: impl Into<String>) {
        self.lost.push(Lost { code, path: path.into(), message: message.into() });
    }

    /// The project that this is.
    pub(crate) fn project(
        mut self,
        format: &str,
        place: usize,
        name: &str,
        unit: OffsetUnit,
        sink: &mut Sink,
    ) -> Result<Project, ImportError> {
        let path = format!("document {}", place + 1);
        for lost in std::mem::take(&mut self.lost) {
            sink.error(lost.code, &format!("{path}, {}", lost.path), lost.message);
        }
        let ruler = Ruler::new(&self.text, unit);
        let chars = Ruler::new(&self.text, OffsetUnit::CodePoint);
        let char = |at: u64| Some(u64::from(chars.units(ruler.byte(at)?)));
        let n_units = ruler.units(self.text.len());
        // What is not in the text is named here, in the numbers of the file, and goes no further.
        let mut within = |ranges: &[(u64, u64)], of: &dyn Fn() -> String| -> Vec<(u64, u64)> {
            let mut found = Vec::with_capacity(ranges.len());
            for &(start, end) in ranges {
                match char(start).zip(char(end)) {
                    Some(range) => found.push(range),
                    None => {
                        let units = unit.plural();
                        let message =
                            format!("{start} to {end} is not in the text, which has {n_units} {units}");
                        sink.error("range-outside", &format!("{path}, {}", of()), message);
                    }
                }
            }
            found
        };
        let origin = format!("import:{format}");
        let mut item = Map::new();
        let id = if self.id.is_empty() { format!("d{}", place + 1) } else { self.id.clone() };
        item.insert("id".into(), id.into());
        let own_name = if self.name.is_empty() { name } else { &self.name };
        item.insert("name".into(), own_name.into());
        item.insert("text".into(), self.text.as_str().into());
        let mut entities = Vec::with_capacity(self.spans.len());
        for (i, span) in self.spans.iter().enumerate() {
            let ranges = within(&span.ranges, &|| format!("entity {} {}", i + 1, span.label));
            if ranges.is_empty() && !span.ranges.is_empty() {
                continue;
            }
            let mut out = Map::new();
            if !span.id.is_empty() {
                out.insert("id".into(), span.id.as_str().into());
            }
            out.insert("label".into(), span.label.as_str().into());
            out.insert("ranges".into(), json!(ranges));
            if let Some(quote) = &span.quote {
                // Breaks are written in many ways; what is between them is what counts.
                let found = slice(&self.text, &ruler, &span.ranges);
                if found.as_deref().is_none_or(|found| !same(found, quote)) {
                    out.insert("quote".into(), quote.as_str().into());
                }
            }
            out.insert("status".into(), span.status.unwrap_or("accepted").into());
            out.insert("origin".into(), origin.as_str().into());
            out.insert("confidence".into(), span.confidence.into());
            out.insert("note".into(), span.note.clone().into());
            entities.push(Value::Object(out));
        }
        item.insert("entities".into(), entities.into());
        let mut articles = Vec::with_capacity(self.articles.len());
        for (i, article) in self.articles.iter().enumerate() {
            let parts = within(&article.parts, &|| format!("article {} {}", i + 1, article.id));
            if parts.is_empty() && !article.parts.is_empty() {
                continue;
            }
            let mut out = Map::new();
            if !article.id.is_empty() {
                out.insert("id".into(), article.id.as_str().into());
            }
            out.insert("parts".into(), json!(parts));
            out.insert("status".into(), "accepted".into());
            out.insert("origin".into(), origin.as_str().into());
            articles.push(Value::Object(out));
        }
        item.insert("articles".into(), articles.into());
        if !self.blocks.is_empty() {
            let mut blocks = Vec::with_capacity(self.blocks.len());
            for (i, block) in self.blocks.iter().enumerate() {
                for (start, end) in within(&[block.range], &|| format!("block {} {}", i + 1, block.role)) {
                    blocks.push(json!({"start": start, "end": end, "role": block.role,
                        "continues": block.continues, "status": "accepted", "origin": origin}));
                }
            }
            item.insert("blocks".into(), blocks.into());
        }
        item.insert("meta".into(), Value::Object(self.meta));
        document(Value::Object(item), &path, &LabelSet::newspaper(), &None, sink)
    }

    /// The unit in which all quotes, or most of them, are where the file says.
    pub(crate) fn find_unit(&self, path: &str, sink: &mut Sink) -> OffsetUnit {
        let said = self.unit.unwrap_or(OffsetUnit::CodePoint);
        let quoted: Vec<_> =
            self.spans.iter().filter_map(|span| Some((span, span.quote.as_deref()?))).collect();
        let right = |unit| {
            let ruler = Ruler::new(&self.text, unit);
            let fits = |(span, quote): &&(&DraftSpan, &str)| {
                slice(&self.text, &ruler, &span.ranges).is_some_and(|found| same(&found, quote))
            };
            quoted.iter().filter(fits).count()
        };
        let mut best = (right(said), said);
        if best.0 == quoted.len() {
            return said;
        }
        for unit in OffsetUnit::ALL {
            let n = right(unit);
            if n > best.0 {
                best = (n, unit);
            }
        }
        if best.1 != said {
            let message = format!("offsets are counted as {}, by their quotes", best.1.id());
            sink.note("unit", path, message);
        }
        best.1
    }
}

fn slice(text: &str, ruler: &Ruler<'_>, ranges: &[(u64, u64)]) -> Option<String> {
    let mut out = String::new();
    for &(start, end) in ranges {
        out.push_str(text.get(ruler.byte(start)?..ruler.byte(end)?)?);
    }
    Some(out)
}

/// The same but for white space, also where it is written as an escape.
fn same(found: &str, quote: &str) -> bool {
    let tight =
        |text: &str| text.replace("\\n", "").chars().filter(|c| !c.is_whitespace()).collect::<String>();
    tight(found) == tight(quote)
}
