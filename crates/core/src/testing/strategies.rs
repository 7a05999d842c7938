//! Random texts and commands.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::annotation::{
    AnnotationId, Article, Author, Block, Body, Entity, Evidence, LabelId, LabelSet, Pieces, Role,
};
use crate::edit::{Command, Destination, NewProposal};
use crate::project::Project;
use crate::text::{ByteOffset, ByteRange};

/// Texts as they are pasted: lines, blank lines, indents, every line end, and characters that trip offset code:
/// astral Han, family emoji, combining marks, a byte order mark, NUL.
pub fn texts() -> impl Strategy<Value = String> {
    let pieces = vec![
        "甲",
        "乙丙丁",
        "𠮷",
        "👩‍👩‍👧",
        "e\u{301}",
        "a",
        "word ",
        "。",
        "，",
        "《",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "　　",
        " ",
        "\t",
        "12",
        "\u{feff}",
        "\0",
        "🇨🇳",
        "\u{200d}",
    ];
    prop::collection::vec(select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

/// A random command whose places and numbers are chosen once the project is known.
#[derive(Clone, Debug)]
pub struct AnyCommand {
    kind: usize,
    numbers: Vec<Index>,
    flag: bool,
}

/// Random commands of every kind. Many are refused; none may break anything.
pub fn commands() -> impl Strategy<Value = AnyCommand> {
    (0..KINDS, prop::collection::vec(any::<Index>(), 8), any::<bool>())
        .prop_map(|(kind, numbers, flag)| AnyCommand { kind, numbers, flag })
}

const KINDS: usize = 19;

impl AnyCommand {
    /// The command for a project; none where the project has nothing to name.
    pub fn for_project(&self, project: &Project) -> Option<Command> {
        let n = |i: usize| &self.numbers[i];
        let any = |i: usize| pick(project.set().iter().map(|found| found.id), n(i));
        let entity = |i: usize| pick(project.set().entities().map(|found| found.id), n(i));
        let block = |i: usize| pick(project.set().blocks().map(|found| found.id), n(i));
        let article = |i: usize| pick(project.set().articles().map(|found| found.id), n(i));
        let range = || range(project, n(5), n(6));
        let label = || LabelId::new(["PER", "ORG", "NONE"][n(7).index(3)]);
        let role = || Role::ALL[n(7).index(Role::ALL.len())];
        Some(match self.kind {
            0 | 1 => Command::AddEntities { label: label(), places: vec![Pieces::one(range()).ok()?] },
            2 => Command::AddRange { id: entity(0)?, range: range() },
            3 => Command::SetRanges { id: entity(0)?, ranges: Pieces::one(range()).ok()? },
            4 => Command::SetLabel { ids: vec![entity(0)?, entity(1)?], label: label() },
            5 => Command::Accept { ids: vec![any(0)?, any(1)?] },
            6 => Command::Reject { ids: vec![if self.flag { entity(0)? } else { article(0)? }] },
            7 => Command::Delete { ids: vec![any(0)?] },
            8 => Command::SetNote {
                id: any(0)?,
                text: if self.flag { "注".to_owned() } else { String::new() },
            },
            9 => Command::CutArticle { at: offset(project, n(0)) },
            10 => Command::JoinArticles { into: article(0)?, from: article(1)? },
            11 => Command::MoveBlocks {
                blocks: vec![block(0)?, block(1)?],
                to: match n(2).index(3) {
                    0 => Destination::Article(article(3)?),
                    1 => Destination::NewArticle,
                    _ => Destination::Furniture,
                },
            },
            12 => {
                let id = article(0)?;
                let n_parts = project.set().get(id)?.article()?.parts.len();
                let mut order: Vec<_> = (0..n_parts).collect();
                order.swap(n(1).index(n_parts), n(2).index(n_parts));
                Command::ReorderParts { id, order }
            }
            13 => Command::SetRole { blocks: vec![block(0)?, block(1)?], role: role() },
            14 => Command::SetContinues { block: block(0)?, continues: self.flag },
            15 => Command::SetInline { block: block(0)?, range: range(), role: self.flag.then(role) },
            18 => {
                let groups = project.history().undo_groups();
                let last = &groups[groups.len() - n(0).index(groups.len() + 1)..];
                Command::GoBack { since: last.iter().flat_map(|group| group.edits.iter().cloned()).collect() }
            }
            17 => Command::Follow { ids: vec![entity(0)?] },
            16 if self.flag => Command::Propose { proposals: self.proposals(project) },
            16 => Command::ProposeAnew { proposals: self.proposals(project) },
            _ => {
                let mut labels = LabelSet::newspaper().to_vec();
                let gone = labels.swap_remove(n(0).index(if self.flag { labels.len() } else { 2 })).id;
                let to = n(1).index(2).eq(&1).then(|| labels[n(2).index(labels.len())].id.clone());
                let moved = if n(3).index(3) > 0 { vec![(gone, to)] } else { Vec::new() };
                Command::SetLabels { labels: LabelSet::new(labels).ok()?, moved }
            }
        })
    }

    /// What an engine might say of the project: an article, its blocks, an entity, in any state of the rest.
    fn proposals(&self, project: &Project) -> Vec<NewProposal> {
        let new =
            |body| NewProposal { body, author: Author::Engine("test".into()), evidence: Evidence::default() };
        let range = range(project, &self.numbers[0], &self.numbers[1]);
        let blocks: Vec<_> = project
            .set()
            .blocks_in(range)
            .filter_map(|found| found.block())
            .map(|block| Block { role: Role::Headline, ..block.clone() })
            .collect();
        let hull = blocks.first().zip(blocks.last());
        let hull = hull.map(|(first, last)| ByteRange::new(first.range.start(), last.range.end()));
        let article =
            hull.and_then(|hull| Pieces::one(hull).ok()).map(|parts| Body::Article(Article { parts }));
        let entity =
            Pieces::one(range).ok().map(|ranges| Body::Entity(Entity::new(LabelId::new("PER"), ranges)));
        article.into_iter().chain(blocks.into_iter().map(Body::Block)).chain(entity).map(new).collect()
    }
}

fn pick(ids: impl Iterator<Item = AnnotationId>, number: &Index) -> Option<AnnotationId> {
    let ids: Vec<_> = ids.collect();
    (!ids.is_empty()).then(|| ids[number.index(ids.len())])
}

fn offset(project: &Project, number: &Index) -> ByteOffset {
    let text = project.document.text();
    let mut at = number.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    ByteOffset::at(at)
}

fn range(project: &Project, a: &Index, b: &Index) -> ByteRange {
    let (a, b) = (offset(project, a), offset(project, b));
    ByteRange::new(a.min(b), a.max(b))
}
