//! Makes a project of the annotations of a file: resolves what names what, and what breaks the rules of the model.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jianbao_core::annotation::{
    Annotation, Article, Author, Block, Body, Entity, Evidence, InlineRole, LabelId, LabelSet, Layer,
    NormalValue, Origin, Status,
};
use jianbao_core::edit::parts_of;
use jianbao_core::order::{sort, sort_by_key};
use jianbao_core::text::plain_blocks;
use jianbao_core::{AnnotationId, ByteRange, Confidence, DocumentInfo, Pieces, Project, Role};
use serde_json::{Map, Value};

use super::positions::Positions;
use super::read::{ImportError, identity, with_label};
use super::{number_of, plain_id};
use crate::diagnostic::{Severity, Sink};
use crate::json::Fields;

/// The most annotations of one document.
const MAX_ANNOTATIONS: usize = 500_000;
/// The most ranges of one annotation.
const MAX_RANGES: usize = 100_000;
/// The most pairs of an entity and a line that it touches: bounds the memory that overlapping entities take.
const MAX_TOUCHED_LINES: usize = 4_000_000;

/// An annotation on its way into the project.
struct Item {
    /// Its id in the file.
    id: Option<String>,
    body: Body,
    status: Status,
    author: Author,
    evidence: Evidence,
    corrected_from: Option<(Body, Option<String>)>,
    note: Option<Arc<str>>,
    /// The article that a block says it is of; none when it says nothing.
    article: Option<Membership>,
    /// The id of the entity that this is short for.
    alias_of: Option<String>,
    /// The title that an article has in the file.
    title: Option<Value>,
    /// Whether the file does not say the parts of an article; its body is a placeholder until they are known.
    without_parts: bool,
    fields: Fields,
}

impl Item {
    fn new(body: Body, status: Status, author: Author, fields: Fields) -> Self {
        Self {
            id: None,
            body,
            status,
            author,
            evidence: Evidence::default(),
            corrected_from: None,
            note: None,
            article: None,
            alias_of: None,
            title: None,
            without_parts: false,
            fields,
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Membership {
    Furniture,
    Article(String),
}

pub(super) struct Builder<'a> {
    positions: Positions,
    labels: LabelSet,
    path: &'a str,
    pub(super) sink: &'a mut Sink,
    articles: Vec<Item>,
    blocks: Vec<Item>,
    entities: Vec<Item>,
    touched_lines: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(positions: Positions, labels: LabelSet, path: &'a str, sink: &'a mut Sink) -> Self {
        Self {
            positions,
            labels,
            path,
            sink,
            articles: Vec::new(),
            blocks: Vec::new(),
            entities: Vec::new(),
            touched_lines: 0,
        }
    }

    // Reading items.

    pub(super) fn articles(&mut self, items: Vec<Value>) {
        for mut fields in self.objects("articles", items) {
            let id = self.id(&mut fields);
            let title = fields.take("title");
            let parts = self
                .ranges(&mut fields, "parts")
                .and_then(|ranges| disjoint(ranges, &fields.path, self.sink));
            // An article without parts gets them from the blocks that name it.
            let without_parts = parts.is_none();
            let whole = Pieces::one(self.positions.document().range()).ok().filter(|_| id.is_some());
            match parts.or(whole) {
                Some(parts) => {
                    let mut item = self.item(id, Body::Article(Article { parts }), fields);
                    (item.title, item.without_parts) = (title, without_parts);
                    self.articles.push(item);
                }
                None => self.sink.error("no-text", &fields.path, "an article without text"),
            }
        }
    }

    pub(super) fn blocks(&mut self, items: Vec<Value>) {
        for mut fields in self.objects("blocks", items) {
            let id = self.id(&mut fields);
            let said = fields.has("article");
            let article = match self.string_id(&mut fields, "article") {
                Some(article) => Some(Membership::Article(article)),
                None => said.then_some(Membership::Furniture),
            };
            let Some(block) = self.block(&mut fields) else { continue };
            let mut item = self.item(id, Body::Block(block), fields);
            item.article = article;
            self.blocks.push(item);
        }
        if self.blocks.is_empty() {
            self.plain_blocks();
        }
    }

    /// The file says nothing of blocks: without any, nothing could be proposed or corrected.
    fn plain_blocks(&mut self) {
        let document = self.positions.document().clone();
        for (i, range) in plain_blocks(document.text()).enumerate().take(MAX_ANNOTATIONS) {
            let path = format!("{}.blocks[{i}]", self.path);
            let body = Body::Block(Block::plain(range));
            let fields = Fields::new(Map::new(), path);
            self.blocks.push(Item::new(body, Status::Proposed, Author::Engine("lines".into()), fields));
        }
    }

    pub(super) fn entities(&mut self, items: Vec<Value>) {
        for mut fields in self.objects("entities", items) {
            let id = self.id(&mut fields);
            let _follows_from_the_place = fields.take("article");
            let Some((entity, alias_of)) = self.entity(&mut fields) else { continue };
            let index = self.positions.document().index();
            let lines = entity.ranges.iter().map(|range| index.lines_of(range).count()).sum::<usize>();
            if self.touched_lines + lines > MAX_TOUCHED_LINES {
                self.sink.error("too-many", &fields.path, "too many long entities");
                continue;
            }
            self.touched_lines += lines;
            if self.labels.get(&entity.label).is_none() {
                match with_label(&self.labels, entity.label.as_str()) {
                    Some(labels) => {
                        self.labels = labels;
                        let message = "a label that the file does not list; it was added";
                        self.sink.note("label-added", &fields.path, message);
                    }
                    None => {
                        self.sink.error("unknown-label", &fields.path, "a label that the file does not list");
                        continue;
                    }
                }
            }
            let mut item = self.item(id, Body::Entity(entity), fields);
            item.alias_of = alias_of;
            self.entities.push(item);
        }
    }

    fn objects(&mut self, key: &str, items: Vec<Value>) -> Vec<Fields> {
        let mut found = Vec::with_capacity(items.len().min(MAX_ANNOTATIONS));
        for (i, item) in items.into_iter().enumerate() {
            let path = format!("{}.{key}[{i}]", self.path);
            if i == MAX_ANNOTATIONS {
                self.sink.error("too-many", &path, format!("only {MAX_ANNOTATIONS} are read"));
                break;
            }
            match Fields::of(item, path.clone()) {
                Ok(fields) => found.push(fields),
                Err(_) => self.sink.error("not-understood", &path, "an object expected"),
            }
        }
        found
    }

    fn id(&mut self, fields: &mut Fields) -> Option<String> {
        let id = Some(identity(fields, self.sink)).filter(|id| !id.is_empty());
        if id.is_none() {
            self.sink.missing(&fields.path, "id");
        }
        id
    }

    /// An id that names something else.
    fn string_id(&mut self, fields: &mut Fields, key: &str) -> Option<String> {
        match fields.take(key)? {
            Value::String(id) => Some(id),
            Value::Number(id) => Some(id.to_string()),
            other => {
                fields.set_aside(key, other, "an id", self.sink);
                None
            }
        }
    }

    /// What all layers share.
    fn item(&mut self, id: Option<String>, body: Body, mut fields: Fields) -> Item {
        for key in ["status", "origin"] {
            if !fields.has(key) {
                self.sink.missing(&fields.path, key);
            }
        }
        let author = fields.string("origin", self.sink).and_then(|text| {
            let author = Author::parse(&text);
            if author.is_none() {
                fields.set_aside("origin", text.into(), "person, engine:… or import:…", self.sink);
            }
            author
        });
        let author = author.unwrap_or_else(|| Author::Import("jianbao".into()));
        let status = fields.string("status", self.sink).and_then(|text| {
            let status = Status::from_id(&text);
            if status.is_none() {
                fields.set_aside("status", text.into(), "proposed, accepted or rejected", self.sink);
            }
            status
        });
        // Who writes no status writes what holds, unless it is a machine's.
        let status = status.unwrap_or(match author {
            Author::Engine(_) => Status::Proposed,
            _ => Status::Accepted,
        });
        let evidence = self.evidence(&mut fields);
        let note = fields.string("note", self.sink).filter(|note| !note.is_empty()).map(Arc::from);
        let corrected_from = fields.object("corrected_from", self.sink).and_then(|mut inner| {
            let whole = inner.copy();
            let was = self.body(&mut inner);
            match was {
                Some(_) => fields.put_back("corrected_from", inner),
                None => fields.keep("corrected_from", whole),
            }
            was
        });
        Item { id, evidence, corrected_from, note, ..Item::new(body, status, author, fields) }
    }

    /// A body of the layer that its keys tell.
    fn body(&mut self, fields: &mut Fields) -> Option<(Body, Option<String>)> {
        if fields.has("parts") {
            let parts =
                self.ranges(fields, "parts").and_then(|ranges| disjoint(ranges, &fields.path, self.sink))?;
            Some((Body::Article(Article { parts }), None))
        } else if fields.has("label") {
            self.entity(fields).map(|(entity, alias)| (Body::Entity(entity), alias))
        } else {
            self.block(fields).map(|block| (Body::Block(block), None))
        }
    }

    fn block(&mut self, fields: &mut Fields) -> Option<Block> {
        let range = self.start_end(fields)?;
        let role = self.role(fields);
        let continues = fields.bool("continues", self.sink).unwrap_or(false);
        let link = fields.object("link", self.sink).map(|mut inner| {
            let link = self.evidence(&mut inner);
            fields.put_back("link", inner);
            link
        });
        let mut inline: Vec<InlineRole> = Vec::new();
        let mut with_more = Vec::new();
        for (i, item) in fields.array("inline", self.sink).unwrap_or_default().into_iter().enumerate() {
            let path = format!("{}.inline[{i}]", fields.path);
            let Ok(mut inner) = Fields::of(item, path.clone()) else {
                self.sink.error("not-understood", &path, "an object expected");
                continue;
            };
            let Some(place) = self.start_end(&mut inner) else { continue };
            let role = self.role(&mut inner);
            let free = inline.iter().all(|other| !other.range.overlaps(place));
            if inline.len() == MAX_INLINE || !range.covers(place) || !free {
                let at = self.char(place.start().0);
                let message = "not inside its block, or over another span";
                self.sink.push(Severity::Error, "inline-outside", path, at, message);
                continue;
            }
            let rest = inner.rest();
            if !rest.is_empty() {
                let mut kept = Map::new();
                kept.insert("start".into(), self.char(place.start().0).into());
                kept.insert("end".into(), self.char(place.end().0).into());
                kept.insert("role".into(), role.id().into());
                kept.extend(rest);
                with_more.push(Value::Object(kept));
            }
            inline.push(InlineRole { range: place, role });
        }
        if !with_more.is_empty() {
            fields.restore("inline", Value::Array(with_more));
        }
        sort_by_key(&mut inline, |inline| inline.range);
        Some(Block { range, role, continues, inline, link })
    }

    fn role(&mut self, fields: &mut Fields) -> Role {
        match fields.string("role", self.sink) {
            None => {
                self.sink.missing(&fields.path, "role");
                Role::Body
            }
            Some(id) => Role::from_id(&id).unwrap_or_else(|| {
                fields.set_aside("role", id.into(), "a known role", self.sink);
                Role::Other
            }),
        }
    }

    fn entity(&mut self, fields: &mut Fields) -> Option<(Entity, Option<String>)> {
        let Some(label) = fields.string("label", self.sink).filter(|label| !label.is_empty()) else {
            self.sink.error("unknown-label", &fields.path, "an entity without a label");
            return None;
        };
        let before = self.sink.n();
        let ranges =
            self.ranges(fields, "ranges").and_then(|ranges| disjoint(ranges, &fields.path, self.sink));
        let Some(ranges) = ranges else {
            // Why it has none may have been told already.
            if self.sink.n() == before {
                self.sink.error("no-text", &fields.path, "an entity without text");
            }
            return None;
        };
        if let Some(quote) = fields.string("quote", self.sink) {
            let clean = quote.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
            if ranges.text(self.positions.document().text()) != clean {
                let at = self.char(ranges.first().start().0);
                let path = format!("{}.quote", fields.path);
                let message = "the text at this place is another than the quote";
                self.sink.push(Severity::Warning, "quote-differs", path, at, message);
                fields.keep("quote", quote.into());
            }
        } else {
            self.sink.missing(&fields.path, "quote");
        }
        let value = fields.string("value", self.sink);
        let value = value.map(|value| NormalValue {
            value: value.into(),
            unit: fields.string("unit", self.sink).map(Into::into),
        });
        let alias_of = self.string_id(fields, "alias_of");
        Some((Entity { label: LabelId::new(&label), ranges, value, alias_of: None }, alias_of))
    }

    fn evidence(&mut self, fields: &mut Fields) -> Evidence {
        let confidence = fields.take("confidence").and_then(|value| {
            let found = value.as_f64().filter(|p| (0.0..=1.0).contains(p));
            if found.is_none() {
                fields.set_aside("confidence", value, "a number from 0 to 1", self.sink);
            }
            found.map(Confidence::from_probability)
        });
        let mut reasons: Vec<Arc<str>> = Vec::new();
        for reason in fields.array("reasons", self.sink).unwrap_or_default() {
            match reason {
                Value::String(reason) => reasons.push(reason.into()),
                other => reasons.push(other.to_string().into()),
            }
        }
        Evidence { confidence, reasons: reasons.into() }
    }

    // Ranges.

    /// Code points before a byte of the document.
    fn char(&self, byte: u32) -> Option<u32> {
        let document = self.positions.document();
        Some(document.index().char_from_byte(document.text(), jianbao_core::ByteOffset(byte)).0)
    }

    fn start_end(&mut self, fields: &mut Fields) -> Option<ByteRange> {
        let (start, end) = (fields.take("start"), fields.take("end"));
        let path = fields.path.clone();
        self.range(start.as_ref(), end.as_ref(), &path)
    }

    fn range(&mut self, start: Option<&Value>, end: Option<&Value>, path: &str) -> Option<ByteRange> {
        let (Some(start), Some(end)) = (start.and_then(Value::as_u64), end.and_then(Value::as_u64)) else {
            self.sink.error("no-range", path, "start and end expected, in code points");
            return None;
        };
        match self.positions.range(start, end) {
            Some(range) if !range.is_empty() => Some(range),
            Some(_) => {
                let at = u32::try_from(start).ok();
                self.sink.push(Severity::Error, "range-empty", path, at, "an empty range");
                None
            }
            None => {
                let chars = self.positions.document().index().len_chars();
                let message = format!("{start} to {end} is not in the text, which has {chars} characters");
                self.sink.error("range-outside", path, message);
                None
            }
        }
    }

    /// The ranges of a list of pairs; none when there is no such list.
    fn ranges(&mut self, fields: &mut Fields, key: &str) -> Option<Vec<ByteRange>> {
        let pairs = fields.array(key, self.sink)?;
        let mut ranges = Vec::with_capacity(pairs.len().min(MAX_RANGES));
        for (i, pair) in pairs.iter().enumerate() {
            let path = format!("{}.{key}[{i}]", fields.path);
            if i == MAX_RANGES {
                self.sink.error("too-many", &path, format!("only {MAX_RANGES} are read"));
                break;
            }
            match pair.as_array().map(Vec::as_slice) {
                Some([start, end]) => ranges.extend(self.range(Some(start), Some(end), &path)),
                _ => self.sink.error("no-range", &path, "a pair of numbers expected"),
            }
        }
        Some(ranges)
    }

    // Rules.

    pub(super) fn finish(mut self, info: DocumentInfo) -> Result<Project, ImportError> {
        self.free_blocks();
        self.settle_articles();
        self.free_articles();
        self.cut_blocks();
        self.settle_titles();
        self.unique_ids();
        let numbers = self.number();
        let document = self.positions.document().clone();
        let path = self.path;
        let labels = self.labels.clone();
        let annotations = self.annotations(&numbers);
        Project::with_annotations(document, info, labels, annotations).map_err(|_| ImportError::Damaged {
            at: path.to_owned(),
            what: "annotations contradict each other",
        })
    }

    /// Live blocks never overlap: the first in the file stays.
    fn free_blocks(&mut self) {
        if self.sink.is_strict() {
            let starts: Vec<_> = self.blocks.iter().map(|item| item.body.start()).collect();
            if let Some(i) = starts.windows(2).position(|pair| pair[0] > pair[1]) {
                let path = self.blocks[i + 1].fields.path.clone();
                self.sink.warn("unsorted", &path, "the block stands before the one above it in the file");
            }
        }
        let mut taken = Taken::default();
        let mut kept = Vec::with_capacity(self.blocks.len());
        for item in std::mem::take(&mut self.blocks) {
            let Body::Block(block) = &item.body else { continue };
            if item.status.is_live() && !taken.add(block.range) {
                let at = self.char(block.range.start().0);
                let message = "shares text with a block before it in the file; left out";
                self.sink.push(Severity::Error, "blocks-overlap", item.fields.path.as_str(), at, message);
            } else {
                kept.push(item);
            }
        }
        self.blocks = kept;
    }

    /// Where blocks say of which article they are, that counts, and the parts give the reading order. Articles that
    /// only blocks name come into being.
    fn settle_articles(&mut self) {
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for (i, article) in self.articles.iter().enumerate() {
            if let Some(id) = article.id.clone().filter(|_| article.status.is_live()) {
                by_id.entry(id).or_insert(i);
            }
        }
        let rejected: HashSet<String> =
            self.articles.iter().filter_map(|article| article.id.clone()).collect();
        // Live blocks in text order, and of which article each says it is.
        let mut order: Vec<usize> =
            (0..self.blocks.len()).filter(|&i| self.blocks[i].status.is_live()).collect();
        sort_by_key(&mut order, |&i| self.blocks[i].body.start());
        let mut says: Vec<Option<Option<usize>>> = Vec::with_capacity(order.len());
        // Where no block names an article, null is no statement.
        let named = |item: &Item| matches!(item.article, Some(Membership::Article(_)));
        let some_named = order.iter().any(|&i| named(&self.blocks[i]));
        for &i in &order {
            let block = &self.blocks[i];
            says.push(match &block.article {
                None => None,
                Some(Membership::Furniture) => some_named.then_some(None),
                Some(Membership::Article(id)) => match by_id.get(id) {
                    Some(&article) => Some(Some(article)),
                    None if rejected.contains(id) => Some(None),
                    None => {
                        let path = format!("{}.articles", self.path);
                        let Ok(parts) = Pieces::one(block.body.ranges()[0]) else { continue };
                        let body = Body::Article(Article { parts });
                        let fields = Fields::new(Map::new(), path);
                        let made = Item::new(body, block.status, block.author.clone(), fields);
                        by_id.insert(id.clone(), self.articles.len());
                        self.articles.push(Item { id: Some(id.clone()), without_parts: true, ..made });
                        Some(Some(self.articles.len() - 1))
                    }
                },
            });
        }
        let all: Vec<ByteRange> = order.iter().map(|&i| self.blocks[i].body.ranges()[0]).collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.articles.len()];
        for (place, said) in says.iter().enumerate() {
            if let Some(Some(article)) = said {
                members[*article].push(place);
            }
        }
        let mut gone = Vec::new();
        for (i, members) in members.iter().enumerate() {
            let item = &mut self.articles[i];
            let missing = item.without_parts;
            if !item.status.is_live() {
                if missing {
                    gone.push(i);
                }
                continue;
            }
            let Body::Article(article) = &mut item.body else { continue };
            let parts = if missing { Vec::new() } else { article.parts.as_slice().to_vec() };
            let settled = settle(&parts, members, i, &all, &says);
            match settled {
                Settled::AsTheyAre => {}
                Settled::Parts(new) => {
                    if !missing {
                        let message = "the parts are not those of the blocks that name this article; \
                                       they were made anew";
                        self.sink.warn("parts-rebuilt", &item.fields.path, message);
                    }
                    article.parts = new;
                }
                Settled::Nothing => {
                    self.sink.error("no-text", &item.fields.path, "an article without text");
                    gone.push(i);
                }
            }
        }
        for i in gone.into_iter().rev() {
            self.articles.remove(i);
        }
    }

    /// Live articles never share text: the first in the file keeps it.
    fn free_articles(&mut self) {
        let mut taken = Taken::default();
        let mut kept = Vec::with_capacity(self.articles.len());
        for mut item in std::mem::take(&mut self.articles) {
            let Body::Article(article) = &mut item.body else { continue };
            if item.status.is_live() {
                let left: Vec<_> = article.parts.iter().flat_map(|part| taken.rest_of(part)).collect();
                if left.as_slice() != article.parts.as_slice() {
                    let message = "shares text with an article before it in the file, which keeps it";
                    self.sink.warn("articles-overlap", &item.fields.path, message);
                    match Pieces::new(left) {
                        Ok(parts) => article.parts = parts,
                        Err(_) => {
                            self.sink.error(
                                "no-text",
                                &item.fields.path,
                                "an article without text of its own",
                            );
                            continue;
                        }
                    }
                }
                for part in article.parts.iter() {
                    taken.add(part);
                }
            }
            kept.push(item);
        }
        self.articles = kept;
    }

    /// A block does not reach over the edge of an article: it is cut there.
    fn cut_blocks(&mut self) {
        let mut parts: Vec<ByteRange> = self
            .articles
            .iter()
            .filter(|article| article.status.is_live())
            .flat_map(|article| article.body.ranges().iter().copied())
            .collect();
        sort(&mut parts);
        let document = self.positions.document().clone();
        let mut done = Vec::with_capacity(self.blocks.len());
        for item in std::mem::take(&mut self.blocks) {
            let Body::Block(block) = &item.body else { continue };
            let range = block.range;
            let from = parts.partition_point(|part| part.end() <= range.start());
            let touching = parts[from..].iter().take_while(|part| part.start() < range.end());
            let mut cuts: Vec<_> = touching
                .flat_map(|part| [part.start(), part.end()])
                .filter(|&at| range.start() < at && at < range.end())
                .collect();
            cuts.dedup();
            if !item.status.is_live() || cuts.is_empty() {
                done.push(item);
                continue;
            }
            let at = self.char(cuts[0].0);
            let message = "reaches over the edge of an article; it was cut there";
            self.sink.push(Severity::Warning, "block-cut", item.fields.path.as_str(), at, message);
            let edges: Vec<_> = [range.start()].into_iter().chain(cuts).chain([range.end()]).collect();
            let pieces = edges.windows(2).filter_map(|pair| {
                let piece = ByteRange::new(pair[0], pair[1]);
                let text = document.slice(piece);
                let start = piece.start().idx() + (text.len() - text.trim_start().len());
                let trimmed = text.trim();
                (!trimmed.is_empty()).then(|| ByteRange::at(start, start + trimmed.len()))
            });
            let block = block.clone();
            let mut whole = Some(item);
            for piece in pieces {
                let inline = block.inline.iter().filter_map(|inline| {
                    let range = inline.range.intersection(piece)?;
                    Some(InlineRole { range, role: inline.role })
                });
                let body = Block { range: piece, inline: inline.collect(), ..block.clone() };
                match whole.take() {
                    Some(first) => done.push(Item { body: Body::Block(body), ..first }),
                    None => {
                        let Some(first) = done.last() else { continue };
                        let body = Body::Block(Block { continues: false, link: None, ..body });
                        let fields = Fields::new(Map::new(), first.fields.path.clone());
                        let rest = Item::new(body, first.status, first.author.clone(), fields);
                        let rest = Item { evidence: first.evidence.clone(), ..rest };
                        done.push(rest);
                    }
                }
            }
        }
        self.blocks = done;
    }

    /// The title of an article follows from its headlines. One that does not is kept aside.
    fn settle_titles(&mut self) {
        let mut headlines: Vec<ByteRange> = Vec::new();
        for block in self.blocks.iter().filter(|block| block.status.is_live()) {
            if let Body::Block(block) = &block.body
                && block.role == Role::Headline
            {
                headlines.push(block.range);
            }
        }
        sort(&mut headlines);
        let text = self.positions.document().text();
        for article in &mut self.articles {
            let Some(title) = article.title.take() else { continue };
            let mut derived = String::new();
            for part in article.body.ranges() {
                let from = headlines.partition_point(|line| line.start() < part.start());
                let within = headlines[from..].iter().take_while(|line| line.end() <= part.end());
                derived.extend(within.map(|line| line.slice(text)));
            }
            if title.as_str() != Some(&derived) {
                let path = format!("{}.title", article.fields.path);
                self.sink.note(
                    "title-differs",
                    &path,
                    "not the headline of the article; the title is kept aside",
                );
                article.fields.keep("title", title);
            }
        }
    }

    // Numbers.

    fn all_items(&self) -> impl Iterator<Item = &Item> {
        self.articles.iter().chain(&self.blocks).chain(&self.entities)
    }

    fn unique_ids(&mut self) {
        let mut used: HashSet<String> = HashSet::new();
        for item in self.articles.iter_mut().chain(&mut self.blocks).chain(&mut self.entities) {
            if let Some(id) = item.id.take() {
                if used.insert(id.clone()) {
                    item.id = Some(id);
                } else {
                    let message = "the id is used before; this one gets a new one";
                    self.sink.warn("id-twice", &item.fields.path, message);
                }
            }
        }
    }

    /// The number of each item, in the order of [`Self::all_items`]: the one that its id says, when that works for
    /// all that have an id.
    fn number(&self) -> Vec<AnnotationId> {
        let mut used = HashSet::new();
        let said: Option<Vec<Option<AnnotationId>>> = self
            .all_items()
            .map(|item| match &item.id {
                None => Some(None),
                Some(id) => {
                    let number = number_of(item.body.layer(), id)?;
                    used.insert(number).then_some(Some(number))
                }
            })
            .collect();
        let Some(said) = said else {
            return (0..self.all_items().count() as u32).map(AnnotationId).collect();
        };
        let mut next = said.iter().flatten().max().map_or(0, |last| last.0 + 1);
        let number = |said: Option<AnnotationId>| {
            said.unwrap_or_else(|| {
                next += 1;
                AnnotationId(next - 1)
            })
        };
        said.into_iter().map(number).collect()
    }

    fn annotations(self, numbers: &[AnnotationId]) -> Vec<Annotation> {
        let entities = self.articles.len() + self.blocks.len();
        let by_id: HashMap<String, AnnotationId> = self
            .entities
            .iter()
            .zip(&numbers[entities..])
            .filter_map(|(item, number)| Some((item.id.clone()?, *number)))
            .collect();
        let sink = self.sink;
        let items = self.articles.into_iter().chain(self.blocks).chain(self.entities);
        let annotation = |(mut item, &id): (Item, &AnnotationId)| {
            if let Some(target) = item.alias_of {
                match by_id.get(&target) {
                    Some(&target) if target != id => {
                        if let Body::Entity(entity) = &mut item.body {
                            entity.alias_of = Some(target);
                        }
                    }
                    _ => item.fields.set_aside("alias_of", target.into(), "the id of an entity", sink),
                }
            }
            let corrected_from = item.corrected_from.map(|(mut body, alias)| {
                if let (Body::Entity(entity), Some(alias)) = (&mut body, alias) {
                    // What was proposed may name an entity that is gone since.
                    let found = by_id.get(&alias).copied();
                    entity.alias_of = found.or_else(|| number_of(Layer::Entity, &alias));
                }
                Arc::new(body)
            });
            if let Some(own) = item.id.filter(|own| *own != plain_id(item.body.layer(), id)) {
                item.fields.restore("id", own.into());
            }
            Annotation {
                id,
                body: item.body,
                status: item.status,
                origin: Origin { author: item.author, evidence: item.evidence, corrected_from },
                note: item.note,
                extra: item.fields.extra(),
            }
        };
        items.zip(numbers).map(annotation).collect()
    }
}

/// The most spans inside one block.
const MAX_INLINE: usize = 1000;

enum Settled {
    AsTheyAre,
    Parts(Pieces),
    Nothing,
}

/// The parts of an article, by the blocks that say that they are of it (`members`), the blocks that say nothing, and
/// the parts that the file gives. Numbers are places in `all`, the live blocks in text order.
fn settle(
    parts: &[ByteRange],
    members: &[usize],
    article: usize,
    all: &[ByteRange],
    says: &[Option<Option<usize>>],
) -> Settled {
    let inside = |part: &ByteRange| {
        let from = all.partition_point(|block| block.end() <= part.start());
        let to = all.partition_point(|block| block.start() < part.end());
        from..to.max(from)
    };
    let mut order: Vec<usize> = Vec::new();
    let mut fits = !parts.is_empty();
    for part in parts {
        for place in inside(part) {
            match says.get(place).copied().flatten() {
                None => {
                    if part.covers(all[place]) {
                        order.push(place);
                    }
                }
                Some(said) if said == Some(article) => {
                    fits &= part.covers(all[place]);
                    order.push(place);
                }
                Some(_) => fits = false,
            }
        }
    }
    let mut seen = HashSet::new();
    order.retain(|place| seen.insert(*place));
    let outside: Vec<usize> = members.iter().copied().filter(|place| !seen.contains(place)).collect();
    if fits && outside.is_empty() {
        return Settled::AsTheyAre;
    }
    if order.is_empty() {
        order = outside;
    } else {
        // Each behind the nearest block above it.
        let mut above: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut sorted = order.clone();
        sort(&mut sorted);
        let mut first = Vec::new();
        for place in outside {
            match sorted.partition_point(|other| *other < place) {
                0 => first.push(place),
                n => above.entry(sorted[n - 1]).or_default().push(place),
            }
        }
        let rest = order
            .into_iter()
            .flat_map(|place| [place].into_iter().chain(above.remove(&place).unwrap_or_default()));
        order = first.into_iter().chain(rest.collect::<Vec<_>>()).collect();
    }
    let ranges: Vec<ByteRange> = order.into_iter().map(|place| all[place]).collect();
    parts_of(&ranges, all).map_or(Settled::Nothing, Settled::Parts)
}

/// Ranges of one annotation; what a later one shares with one before it is not taken twice.
fn disjoint(ranges: Vec<ByteRange>, path: &str, sink: &mut Sink) -> Option<Pieces> {
    if let Ok(pieces) = Pieces::new(ranges.iter().copied()) {
        return Some(pieces);
    }
    let mut taken = Taken::default();
    let mut left = Vec::with_capacity(ranges.len());
    for range in ranges {
        for rest in taken.rest_of(range) {
            taken.add(rest);
            left.push(rest);
        }
    }
    let pieces = Pieces::new(left).ok()?;
    sink.warn("ranges-overlap", path, "ranges share text, which is counted once");
    Some(pieces)
}

/// Stretches that are taken; disjoint.
#[derive(Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Takes a range when it is free; whether it was.
    fn add(&mut self, range: ByteRange) -> bool {
        let (start, end) = (range.start().0, range.end().0);
        let free = self.0.range(..end).next_back().is_none_or(|(_, &before)| before <= start);
        if free {
            self.0.insert(start, end);
        }
        free
    }

    /// What of a range is free, in text order.
    fn rest_of(&self, range: ByteRange) -> Vec<ByteRange> {
        let (mut at, end) = (range.start().0, range.end().0);
        let piece = |from: u32, to: u32| ByteRange::at(from as usize, to as usize);
        let mut rest = Vec::new();
        let before = self.0.range(..=at).next_back().map(|(&from, &to)| (from, to));
        let within =
            self.0.range(at.saturating_add(1)..end.max(at.saturating_add(1))).map(|(&from, &to)| (from, to));
        for (from, to) in before.into_iter().chain(within) {
            if from > at {
                rest.push(piece(at, from));
            }
            at = at.max(to);
        }
        if at < end {
            rest.push(piece(at, end));
        }
        rest
    }
}
