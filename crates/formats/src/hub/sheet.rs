//! What formats write: a text with entities, blocks and articles on it, of a page or of one article.

use std::ops::Range;

use jianbao_core::annotation::{Author, Body, NormalValue};
use jianbao_core::text::snap_outward;
use jianbao_core::{Annotation, AnnotationId, ByteRange, LabelId, Project, Role, Status};

use super::units::Ruler;
use super::{ExportOptions, Flat, FormatInfo, LossKind, LossReport, OffsetUnit, Scope, Statuses};
use crate::labelled_json::file_ids;

/// A text and what is said of it. Ranges are bytes of `text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Unique among the sheets: the id of the document, with the id of the article where it is one.
    pub id: String,
    /// The id of the document.
    pub document: String,
    /// The name of the document.
    pub name: String,
    /// The text.
    pub text: String,
    /// The entities, by their first byte.
    pub spans: Vec<SheetSpan>,
    /// The articles, by their first byte; of an article's sheet, that one.
    pub articles: Vec<SheetArticle>,
    /// The blocks; of an article's sheet, in reading order.
    pub blocks: Vec<SheetBlock>,
    /// Where each stretch of the text is on the page: bytes here, code points there. Of a page, all of it.
    pub fragments: Vec<(Range<usize>, Range<u32>)>,
}

/// An entity.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetSpan {
    /// Its id in the project's own file.
    pub id: String,
    /// Its label.
    pub label: LabelId,
    /// Never empty.
    pub ranges: Vec<Range<usize>>,
    /// What was decided.
    pub status: Status,
    /// Who made it.
    pub author: Author,
    /// From 0 to 1.
    pub confidence: Option<f64>,
    /// What a person noted.
    pub note: Option<String>,
    /// Its normal form.
    pub value: Option<NormalValue>,
    /// The id of the entity for which it is short.
    pub alias_of: Option<String>,
    /// The number of its article in the sheet.
    pub article: Option<usize>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetArticle {
    /// Its id in the project's own file.
    pub id: String,
    /// Its headlines joined.
    pub title: Option<String>,
    /// In reading order.
    pub parts: Vec<Range<usize>>,
    /// What was decided.
    pub status: Status,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetBlock {
    /// Its id in the project's own file.
    pub id: String,
    /// Where it is.
    pub range: Range<usize>,
    /// What it is.
    pub role: Role,
    /// Whether it goes on with the paragraph before it in reading order.
    pub continues: bool,
    /// The number of its article in the sheet.
    pub article: Option<usize>,
}

impl SheetSpan {
    /// Its first byte.
    pub fn start(&self) -> usize {
        self.ranges.iter().map(|range| range.start).min().unwrap_or(0)
    }

    /// The end of its last byte.
    pub fn end(&self) -> usize {
        self.ranges.iter().map(|range| range.end).max().unwrap_or(0)
    }
}

impl Sheet {
    /// The text of an entity, its ranges joined.
    pub fn quote(&self, span: &SheetSpan) -> String {
        span.ranges.iter().map(|range| &self.text[range.clone()]).collect()
    }

    /// Converts bytes of the text to another unit.
    pub(crate) fn ruler(&self, unit: OffsetUnit) -> Ruler<'_> {
        Ruler::new(&self.text, unit)
    }

    /// Where a byte of the text is on the page, in code points.
    pub(crate) fn on_page(&self, byte: usize) -> u32 {
        let place = self.fragments.partition_point(|(here, _)| here.start <= byte).saturating_sub(1);
        self.fragments.get(place).map_or(0, |(here, there)| {
            let inside = byte.min(here.end).saturating_sub(here.start);
            there.start + self.text[here.start..here.start + inside].chars().count() as u32
        })
    }

    /// The same with the entities of one label.
    pub(crate) fn only(&self, label: &LabelId) -> Self {
        let mut sheet = self.clone();
        sheet.spans.retain(|span| span.label == *label);
        sheet
    }

    /// A whole page.
    pub(crate) fn of_page(project: &Project, options: &ExportOptions, loss: &mut LossReport) -> Self {
        let source = Source::new(project, options);
        let index = project.document.index();
        let articles: Vec<&Annotation> = source.articles(loss);
        let number = |id: AnnotationId| articles.iter().position(|article| article.id == id);
        let spans = source.entities(loss).into_iter().map(|found| {
            let ranges = found.body.ranges().iter().map(|range| range.idx()).collect();
            let article = project.set().article_at(found.body.ranges()[0].start());
            source.span(found, ranges, article.and_then(|article| number(article.id)))
        });
        let spans = spans.collect();
        let blocks = project.set().blocks().filter_map(|found| {
            let block = found.block()?;
            Some(SheetBlock {
                id: source.id(found),
                range: block.range.idx(),
                role: block.role,
                continues: block.continues,
                article: project.set().article_of(found).and_then(|article| number(article.id)),
            })
        });
        Self {
            id: source.document.clone(),
            document: source.document.clone(),
            name: project.info.name.to_string(),
            text: project.document.text().to_owned(),
            spans,
            blocks: blocks.collect(),
            articles: articles
                .iter()
                .map(|article| SheetArticle {
                    id: source.id(article),
                    title: project.title(article.id),
                    parts: article.body.ranges().iter().map(|part| part.idx()).collect(),
                    status: article.status,
                })
                .collect(),
            fragments: vec![(0..project.document.text().len(), 0..index.len_chars())],
        }
    }

    /// One sheet for each article: its blocks in reading order, one a line, broken paragraphs joined. A name that a
    /// break cut is whole again.
    pub(crate) fn of_articles(
        project: &Project,
        options: &ExportOptions,
        loss: &mut LossReport,
    ) -> Vec<Self> {
        let source = Source::new(project, options);
        let text = project.document.text();
        let char = |range: ByteRange| {
            let index = project.document.index();
            index.char_from_byte(text, range.start()).0..index.char_from_byte(text, range.end()).0
        };
        let entities = source.entities(loss);
        let mut placed = vec![false; entities.len()];
        let mut sheets = Vec::new();
        for article in source.articles(loss) {
            let mut sheet = Self {
                id: format!("{}#{}", source.document, source.id(article)),
                document: source.document.clone(),
                name: project.info.name.to_string(),
                text: String::new(),
                spans: Vec::new(),
                articles: Vec::new(),
                blocks: Vec::new(),
                fragments: Vec::new(),
            };
            let mut on_page: Vec<(ByteRange, usize)> = Vec::new();
            for found in project.set().blocks_of(article.id) {
                let Some(block) = found.block() else { continue };
                if !sheet.text.is_empty() && !block.continues {
                    sheet.text.push('\n');
                }
                let start = sheet.text.len();
                sheet.text.push_str(project.document.slice(block.range));
                let range = start..sheet.text.len();
                on_page.push((block.range, start));
                sheet.fragments.push((range.clone(), char(block.range)));
                sheet.blocks.push(SheetBlock {
                    id: source.id(&found),
                    range,
                    role: block.role,
                    continues: block.continues,
                    article: Some(0),
                });
            }
            on_page.sort_unstable_by_key(|(range, _)| range.start());
            let whole = 0..sheet.text.len();
            if whole.is_empty() {
                continue;
            }
            sheet.articles.push(SheetArticle {
                id: source.id(article),
                title: project.title(article.id),
                parts: vec![whole],
                status: article.status,
            });
            for (i, found) in entities.iter().enumerate() {
                let Some(ranges) = moved(found.body.ranges(), &on_page) else { continue };
                placed[i] = true;
                sheet.spans.push(source.span(found, ranges, Some(0)));
            }
            sheet.spans.sort_by_key(|span| (span.start(), std::cmp::Reverse(span.end())));
            sheets.push(sheet);
        }
        for (found, placed) in entities.iter().zip(placed) {
            if !placed {
                loss.add(LossKind::OutsideArticles, &source.document, &source.id(found));
            }
        }
        sheets
    }

    /// Takes off what the format cannot hold, and counts it.
    pub(crate) fn reduce(&mut self, info: &FormatInfo, options: &ExportOptions, loss: &mut LossReport) {
        let keeps = info.keeps;
        let document = self.document.clone();
        let mut count = |kind, id: &str| loss.add(kind, &document, id);
        if !keeps.articles && options.scope == Scope::Page {
            self.articles.iter().for_each(|article| count(LossKind::Articles, &article.id));
        }
        if !keeps.roles {
            self.blocks
                .iter()
                .filter(|block| block.role != Role::Body)
                .for_each(|block| count(LossKind::Roles, &block.id));
        }
        if !keeps.white_space && self.text.contains(char::is_whitespace) {
            count(LossKind::WhiteSpace, "");
        }
        if !keeps.entities {
            self.spans.drain(..).for_each(|span| count(LossKind::Entities, &span.id));
        }
        // No tool takes these, and some break on them.
        let text = &self.text;
        self.spans.retain(|span| {
            let blank = span.ranges.iter().all(|range| text[range.clone()].trim().is_empty());
            if blank {
                count(LossKind::Blank, &span.id);
            }
            !blank
        });
        for span in &self.spans {
            let id = &span.id;
            if !keeps.status && span.status == Status::Proposed {
                count(LossKind::Status, id);
            }
            if !keeps.confidence && span.confidence.is_some() {
                count(LossKind::Confidence, id);
            }
            if !keeps.notes && span.note.is_some() {
                count(LossKind::Notes, id);
            }
            if !keeps.values && (span.value.is_some() || span.alias_of.is_some()) {
                count(LossKind::Values, id);
            }
            if info.label(&span.label) != span.label.as_str() {
                count(LossKind::Label, id);
            }
        }
        if !keeps.discontiguous {
            let spans = std::mem::take(&mut self.spans);
            for span in spans {
                if span.ranges.len() > 1 {
                    count(LossKind::Discontiguous, &span.id);
                    self.spans.extend(self.pieces(span));
                } else {
                    self.spans.push(span);
                }
            }
            self.spans.sort_by_key(|span| (span.start(), std::cmp::Reverse(span.end())));
        }
        if info.unit_choice && options.unit == Some(OffsetUnit::Grapheme) {
            for span in &mut self.spans {
                for range in &mut span.ranges {
                    let whole = snap_outward(&self.text, ByteRange::at(range.start, range.end)).idx();
                    if whole != *range {
                        count(LossKind::Cluster, &span.id);
                        *range = whole;
                    }
                }
            }
        }
        if !keeps.overlap {
            let flat = options.flat;
            let mut order: Vec<usize> = (0..self.spans.len()).collect();
            let len = |i: &usize| self.spans[*i].end() - self.spans[*i].start();
            match flat {
                Flat::Innermost => order.sort_by_key(len),
                Flat::Outermost | Flat::PerLabel => order.sort_by_key(|i| std::cmp::Reverse(len(i))),
            }
            let mut taken: Vec<(LabelId, std::collections::BTreeMap<usize, usize>)> = Vec::new();
            let mut keep = vec![false; self.spans.len()];
            for i in order {
                let span = &self.spans[i];
                // With a file for each label, only the same label stands in the way.
                let key = if flat == Flat::PerLabel { span.label.clone() } else { LabelId::new("") };
                let layer = match taken.iter().position(|(label, _)| *label == key) {
                    Some(place) => &mut taken[place].1,
                    None => {
                        taken.push((key, std::collections::BTreeMap::new()));
                        let last = taken.len() - 1;
                        &mut taken[last].1
                    }
                };
                let free = span
                    .ranges
                    .iter()
                    .all(|r| layer.range(..r.end).next_back().is_none_or(|(_, end)| *end <= r.start));
                if free {
                    layer.extend(span.ranges.iter().map(|range| (range.start, range.end)));
                    keep[i] = true;
                } else {
                    count(LossKind::Overlap, &span.id);
                }
            }
            let mut keep = keep.into_iter();
            self.spans.retain(|_| keep.next().unwrap_or(false));
        }
    }

    /// An entity of several ranges as one, where only white space lies between, or as one for each range.
    fn pieces(&self, span: SheetSpan) -> Vec<SheetSpan> {
        let blank = |a: &Range<usize>, b: &Range<usize>| {
            a.end <= b.start && self.text[a.end..b.start].trim().is_empty()
        };
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in &span.ranges {
            match ranges.last_mut() {
                Some(last) if blank(last, range) => last.end = range.end,
                _ => ranges.push(range.clone()),
            }
        }
        let one = ranges.len() == 1;
        let piece = |(i, range): (usize, Range<usize>)| {
            let id = if one { span.id.clone() } else { format!("{}.{}", span.id, i + 1) };
            SheetSpan { id, ranges: vec![range], ..span.clone() }
        };
        ranges.into_iter().enumerate().map(piece).collect()
    }
}

/// Ranges of the page as ranges of an article's text; none unless all of them are of it. Those that touch there
/// become one.
fn moved(ranges: &[ByteRange], on_page: &[(ByteRange, usize)]) -> Option<Vec<Range<usize>>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let mut at = range.start();
        let mut place = on_page.partition_point(|(block, _)| block.end() <= at);
        while at < range.end() {
            let (block, start) = on_page.get(place)?;
            // Between blocks there is only white space.
            at = at.max(block.start());
            if at >= range.end() {
                break;
            }
            let end = block.end().min(range.end());
            let offset = |byte: jianbao_core::ByteOffset| start + (byte.idx() - block.start().idx());
            let here = offset(at)..offset(end);
            match out.last_mut() {
                Some(last) if last.end == here.start => last.end = here.end,
                _ => out.push(here),
            }
            at = end;
            place += 1;
        }
    }
    (!out.is_empty()).then_some(out)
}

/// What of a project is asked for.
struct Source<'a> {
    project: &'a Project,
    options: &'a ExportOptions,
    document: String,
    ids: std::collections::HashMap<AnnotationId, String>,
}

impl<'a> Source<'a> {
    fn new(project: &'a Project, options: &'a ExportOptions) -> Self {
        let id = &*project.info.id;
        let document = if id.is_empty() { "d1".to_owned() } else { id.to_owned() };
        Self { project, options, document, ids: file_ids(project) }
    }

    fn id(&self, annotation: &Annotation) -> String {
        self.ids.get(&annotation.id).cloned().unwrap_or_default()
    }

    /// Whether it is asked for; what is not is counted.
    fn wanted(&self, annotation: &Annotation, loss: &mut LossReport) -> bool {
        let kind = match (annotation.status, self.options.statuses) {
            (Status::Rejected, _) => LossKind::Rejected,
            (Status::Proposed, Statuses::Accepted) => LossKind::Proposed,
            _ => return true,
        };
        loss.add(kind, &self.document, &self.id(annotation));
        false
    }

    fn articles(&self, loss: &mut LossReport) -> Vec<&'a Annotation> {
        let set = self.project.set();
        for rejected in set.rejected_articles() {
            loss.add(LossKind::Rejected, &self.document, &self.id(rejected));
        }
        set.articles().map(|article| &**article).filter(|article| self.wanted(article, loss)).collect()
    }

    fn entities(&self, loss: &mut LossReport) -> Vec<&'a Annotation> {
        let all = self.project.set().entities().map(|entity| &**entity);
        let mut entities: Vec<_> = all.filter(|entity| self.wanted(entity, loss)).collect();
        entities.sort_by_key(|found| {
            let end = found.body.ranges().iter().map(|range| range.end()).max();
            (found.body.start(), std::cmp::Reverse(end))
        });
        entities
    }

    fn span(&self, found: &Annotation, ranges: Vec<Range<usize>>, article: Option<usize>) -> SheetSpan {
        let (label, value, alias_of) = match &found.body {
            Body::Entity(entity) => {
                let alias = entity.alias_of.and_then(|id| self.ids.get(&id).cloned());
                (entity.label.clone(), entity.value.clone(), alias)
            }
            _ => (LabelId::new(""), None, None),
        };
        SheetSpan {
            id: self.id(found),
            label,
            ranges,
            status: found.status,
            author: found.origin.author.clone(),
            confidence: found.origin.evidence.confidence.map(|confidence| confidence.probability()),
            note: found.note.as_deref().map(str::to_owned),
            value,
            alias_of,
            article,
        }
    }
}

impl Sheet {
    /// The paragraphs of an article in reading order, each with the role of its first block.
    pub(crate) fn paragraphs(&self, article: usize) -> Vec<(Role, String)> {
        let Some(found) = self.articles.get(article) else { return Vec::new() };
        let mut out: Vec<(Role, String)> = Vec::new();
        for part in &found.parts {
            let inside = |block: &&SheetBlock| {
                block.article == Some(article)
                    && part.start <= block.range.start
                    && block.range.end <= part.end
            };
            for block in self.blocks.iter().filter(inside) {
                let text = &self.text[block.range.clone()];
                match out.last_mut() {
                    Some((_, paragraph)) if block.continues => paragraph.push_str(text),
                    _ => out.push((block.role, text.to_owned())),
                }
            }
        }
        out
    }
}
