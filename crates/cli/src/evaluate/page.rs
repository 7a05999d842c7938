//! A page to be scored, from labelled JSON or from the form of the training pages.

use serde_json::Value;

/// Offsets are code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
    pub role: Option<String>,
    /// None for page furniture.
    pub article: Option<String>,
    pub continues: bool,
    pub inline: Vec<(usize, usize, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub id: String,
    pub parts: Vec<(usize, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub ranges: Vec<(usize, usize)>,
    pub label: String,
    /// Counts neither for nor against.
    pub optional: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In text order.
    pub lines: Vec<Line>,
    pub articles: Vec<Article>,
    pub entities: Vec<Entity>,
    /// Whether the file says anything of entities.
    pub has_entities: bool,
    /// Whether its roles are to be scored.
    pub roles: bool,
    /// Whether its paragraph joins are to be scored.
    pub continues: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            articles: Vec::new(),
            entities: Vec::new(),
            has_entities: false,
            roles: true,
            continues: true,
        }
    }
}

impl Page {
    /// Rejected items are left out. Of labelled JSON, the first document is read.
    pub fn from_json(file: &Value) -> Result<Self, &'static str> {
        let labelled = file["format"] == "jianbao";
        let page = if labelled { &file["documents"][0] } else { file };
        if !page.is_object() {
            return Err("no page in it");
        }
        let items = |key: &str| {
            page[key].as_array().into_iter().flatten().filter(|item| item["status"] != "rejected")
        };
        let mut lines = Vec::new();
        for item in items(if labelled { "blocks" } else { "lines" }) {
            let (start, end) = span(item).ok_or("a line without start and end")?;
            let inline = item["inline"].as_array().into_iter().flatten().filter_map(|inline| {
                let (start, end) = span(inline)?;
                Some((start, end, id(&inline["role"])?))
            });
            lines.push(Line {
                start,
                end,
                role: id(&item["role"]),
                article: id(&item["article"]),
                continues: item[if labelled { "continues" } else { "cont" }] == true,
                inline: inline.collect(),
            });
        }
        lines.sort_by_key(|line| line.start);
        let articles = items("articles").filter_map(|item| {
            let parts = item["parts"].as_array().into_iter().flatten().filter_map(pair);
            Some(Article { id: id(&item["id"])?, parts: parts.collect() })
        });
        let mut entities = Vec::new();
        for item in items("entities") {
            let list = |key: &str| item[key].as_array().filter(|list| !list.is_empty());
            let ranges = match list("ranges").or_else(|| list("fragments")) {
                Some(pairs) => pairs.iter().map(pair).collect::<Option<Vec<_>>>(),
                None => span(item).map(|range| vec![range]),
            };
            let ranges = ranges.ok_or("an entity without ranges")?;
            let label = id(&item["label"]).ok_or("an entity without a label")?;
            entities.push(Entity { ranges, label, optional: item["optional"] == true });
        }
        let flag = |key: &str| labelled || page["meta"][key] != false;
        Ok(Self {
            lines,
            articles: articles.collect(),
            entities,
            has_entities: page["entities"].is_array(),
            roles: flag("roles"),
            continues: flag("cont"),
        })
    }
}

fn span(item: &Value) -> Option<(usize, usize)> {
    Some((item["start"].as_u64()? as usize, item["end"].as_u64()? as usize))
        .filter(|(start, end)| start < end)
}

fn pair(item: &Value) -> Option<(usize, usize)> {
    Some((item[0].as_u64()? as usize, item[1].as_u64()? as usize))
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
