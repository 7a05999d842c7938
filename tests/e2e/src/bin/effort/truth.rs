//! What a page should become: read from labelled JSON or from the form of the training pages.

use jianbao_core::annotation::{Pieces, Role};
use jianbao_core::{ByteRange, Document, LabelId};
use jianbao_workbench::cursor::selected_pieces;
use serde_json::Value;

/// The annotations that a page should have, in bytes of its text.
pub struct Truth {
    /// Blocks in text order.
    pub blocks: Vec<TrueBlock>,
    /// For each article the numbers of its blocks in reading order.
    pub articles: Vec<Vec<usize>>,
    /// Entities by their place.
    pub entities: Vec<TrueEntity>,
}

/// A block as it should be.
pub struct TrueBlock {
    pub range: ByteRange,
    pub role: Role,
    /// The number of its article; none for page furniture.
    pub article: Option<usize>,
    pub continues: bool,
    pub inline: Vec<(ByteRange, Role)>,
}

/// An entity as it should be.
pub struct TrueEntity {
    pub label: LabelId,
    pub ranges: Pieces,
}

impl Truth {
    /// Reads the truth of a page. `raw` is the text of the page as its file has it, for a truth without a text.
    ///
    /// # Errors
    /// What is missing or lies outside the text.
    pub fn read(json: &Value, raw: &str) -> Result<(Document, Self), String> {
        let document = json["documents"].get(0).unwrap_or(json);
        let raw = document["text"].as_str().unwrap_or(raw);
        let (text, _) = Document::ingest(raw).map_err(|error| error.to_string())?;
        let places = Places::of(raw, &text)?;
        let is_live = |item: &&Value| item["status"] != "rejected";
        let items = |name: &str| document[name].as_array().map(Vec::as_slice).unwrap_or_default();
        let lines = if document["blocks"].is_array() { "blocks" } else { "lines" };

        let live: Vec<&Value> = items("articles").iter().filter(is_live).collect();
        let number = |article: &Value| live.iter().position(|other| other["id"] == *article);
        let mut blocks = Vec::new();
        for line in items(lines).iter().filter(is_live) {
            let inline = line["inline"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
            blocks.push(TrueBlock {
                range: places.range(line)?,
                role: role(&line["role"])?,
                article: if line["article"].is_null() { None } else { number(&line["article"]) },
                continues: line["continues"] == true || line["cont"] == true,
                inline: inline.map(|part| Ok((places.range(part)?, role(&part["role"])?))).collect::<Result<
                    _,
                    String,
                >>(
                )?,
            });
        }
        blocks.sort_by_key(|block| block.range.start());

        let mut articles = Vec::new();
        for (i, article) in live.iter().enumerate() {
            let own: Vec<usize> = (0..blocks.len()).filter(|&line| blocks[line].article == Some(i)).collect();
            let mut order: Vec<usize> = Vec::new();
            for part in article["parts"].as_array().map(Vec::as_slice).unwrap_or_default() {
                let part = places.between(&part[0], &part[1])?;
                order.extend(own.iter().filter(|&&line| part.covers(blocks[line].range)));
            }
            order.extend(own.iter().filter(|line| !order.contains(line)).copied().collect::<Vec<_>>());
            articles.push(order);
        }

        let mut entities = Vec::new();
        for entity in items("entities").iter().filter(is_live) {
            let ranges = match entity["ranges"].as_array() {
                Some(ranges) => ranges
                    .iter()
                    .map(|range| places.between(&range[0], &range[1]))
                    .collect::<Result<_, _>>()?,
                None => vec![places.range(entity)?],
            };
            let label = entity["label"].as_str().ok_or("an entity without a label")?;
            // Line breaks inside a name are none of it.
            let ranges = selected_pieces(&text, &ranges).ok_or("an entity without text")?;
            entities.push(TrueEntity { label: LabelId::new(label), ranges });
        }
        entities.sort_by_key(|entity| (entity.ranges.start(), std::cmp::Reverse(entity.ranges.end())));
        Ok((text, Self { blocks, articles, entities }))
    }
}

fn role(name: &Value) -> Result<Role, String> {
    let name = name.as_str().unwrap_or("other");
    Role::from_id(name).ok_or_else(|| format!("no role is named {name}"))
}

/// Where each code point of the file is in the text that is worked on, which has no CR and no byte order mark.
struct Places(Vec<usize>);

impl Places {
    fn of(raw: &str, text: &Document) -> Result<Self, String> {
        let mut places = Vec::new();
        let (mut at, mut after_cr) = (0, false);
        for (i, c) in raw.chars().enumerate() {
            let is_dropped = i == 0 && c == '\u{feff}' || c == '\n' && after_cr;
            after_cr = c == '\r';
            places.push(if c == '\n' && is_dropped { at - 1 } else { at });
            if !is_dropped {
                at += if c == '\r' { 1 } else { c.len_utf8() };
            }
        }
        places.push(at);
        if at == text.text().len() {
            Ok(Self(places))
        } else {
            Err("the text is taken in with other changes than its line ends".into())
        }
    }

    fn range(&self, item: &Value) -> Result<ByteRange, String> {
        self.between(&item["start"], &item["end"])
    }

    fn between(&self, start: &Value, end: &Value) -> Result<ByteRange, String> {
        let place = |offset: &Value| {
            let offset = offset.as_u64().ok_or_else(|| format!("{offset} is no offset"))?;
            self.0.get(offset as usize).copied().ok_or_else(|| format!("{offset} lies outside the text"))
        };
        Ok(ByteRange::at(place(start)?, place(end)?))
    }
}
