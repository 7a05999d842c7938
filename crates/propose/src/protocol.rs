//! What the page and its web worker say to each other.
//!
//! One byte array a message: the version of the protocol, then postcard. Decoding returns an error and never
//! panics: after an update, a page can meet a worker of another build.

use std::borrow::Cow;

use jianbao_core::{ByteRange, Confidence, Role};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::proposal::{
    ArticleProposal, BlockProposal, EntityProposal, Evidence, InlineRole, NormalValue, Proposal,
};

/// The version of these types. Raise it with every change of them.
pub const PROTOCOL_VERSION: u8 = 6;

/// The most proposals in one [`Response::Batch`], so that taking one in stays well within a frame.
pub const MAX_BATCH: usize = 100;

/// Numbers the jobs of a page, so that what arrives late from an old one can be told.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// Which of the trained models of entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntityModelKind {
    /// Trained on what helps most on newspaper text.
    #[default]
    Newspaper,
    /// Trained on openly licensed text only.
    Open,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Where the model files are: before the first job, and again to change to another model.
    Models {
        /// The address of that of the articles.
        articles: String,
        /// The address of that of the entities.
        entities: String,
    },
    /// Propose everything for this text. A job that runs is dropped.
    Run {
        /// The number that the answers carry.
        job: JobId,
        /// The text after ingest.
        text: String,
        /// What the person has decided so far.
        known: Known,
    },
    /// Learn from decisions on the document of a job that is done, and unlearn what does not stand any more; a
    /// [`Response::Report`] follows, then a [`Response::Batch`] where something new is proposed, and after a while a
    /// [`Response::ToKeep`].
    Learn {
        /// The job.
        job: JobId,
        /// The id of the document.
        document: String,
        /// With the first decisions of a job, what [`Response::ToKeep`] said last of this document; else nothing.
        taught: Vec<u8>,
        /// By the number of an annotation, what it was decided to be; none where nothing is decided any more.
        decided: Vec<(u32, Option<KnownPlaceOf>)>,
        /// Stretches of the text in which everything is decided and among `decided`, in bytes.
        complete: Vec<(u32, u32)>,
        /// The first decisions of a job: all there are.
        whole: bool,
    },
    /// Go on with what [`Response::ToKeep`] said, before anything else is learned.
    Recall(Vec<u8>),
    /// Put this in the place of what was learned; nothing in it to forget. A [`Response::Report`] and a
    /// [`Response::ToKeep`] follow.
    SetLearned(Vec<u8>),
    /// Hand out what was learned: a [`Response::Learned`] follows.
    GetLearned,
    /// Say now what is to be kept, if anything is: the page is about to go.
    Keep,
    /// Whether what was learned is brought to proposals.
    UseLearned(bool),
    /// Stop a job; no answer for it comes after the one to this.
    Cancel {
        /// Which.
        job: JobId,
    },
}

/// What a person has decided so far; proposals keep to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Texts that were accepted, each with the id of its label.
    pub accepted: Vec<(String, String)>,
    /// Texts that were rejected, each with the id of the label that it does not have.
    pub rejected: Vec<(String, String)>,
    /// The person's own word list: texts, each with the id of its label.
    pub words: Vec<(String, String)>,
    /// Blocks whose role or place a person decided, in text order.
    pub blocks: Vec<KnownBlock>,
    /// What was learned in the documents before this one, as [`Response::Done`] gave it; empty where nothing was.
    pub learned: Vec<u8>,
}

/// What a person decided about a stretch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownPlaceOf {
    /// Where it stands, in bytes, in reading order.
    pub ranges: Vec<(u32, u32)>,
    /// The id of the label that it has; none where a proposal was rejected.
    pub label: Option<String>,
}

/// How learning stands. Shares are those of what was decided last, at most [`Report::WINDOW`] each.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Paragraphs that were learned from.
    pub learned: u32,
    /// Entities that were decided in paragraphs before these were learned from.
    pub held_out: u16,
    /// F1 of what would have been proposed for them with what was learned before, in thousandths.
    pub with: u16,
    /// F1 of what would have been proposed without learning.
    pub without: u16,
    /// Decisions about proposals.
    pub lately: u16,
    /// Those among them that accepted.
    pub accepted: u16,
    /// Whether what was learned is brought to proposals: it is not while it does harm.
    pub helps: bool,
}

impl Report {
    /// How many of the last outcomes count.
    pub const WINDOW: usize = 200;
}

/// A block whose role or place a person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBlock {
    /// Where it is, in bytes.
    pub range: (u32, u32),
    /// The id of its role.
    pub role: String,
    /// How it comes after what is before it.
    pub place: KnownPlace,
}

/// How a block comes after what is before it, as a person decided it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KnownPlace {
    /// It begins an article.
    Begins,
    /// It is the next block of the article of the block before it.
    Follows,
    /// It goes on with the paragraph of the block before it.
    Continues,
    /// It goes on with the article that stops with this block, in bytes, which is not its neighbor.
    ResumesAfter((u32, u32)),
    /// It is page furniture.
    Furniture,
    /// Nothing was decided about it.
    Open,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The worker has started.
    Ready {
        /// The build it is of; the page must be of the same.
        build: String,
    },
    /// A job goes on.
    Progress {
        /// Which.
        job: JobId,
        /// Work done, in thousandths.
        done: u16,
    },
    /// Some proposals, in order; at most [`MAX_BATCH`].
    Batch {
        /// The job.
        job: JobId,
        /// What it proposes.
        proposals: Vec<Proposal>,
    },
    /// A job is at its end; every proposal was sent.
    Done {
        /// Which.
        job: JobId,
        /// What was learned up to this document, for those after it.
        learned: Vec<u8>,
    },
    /// A job was stopped as asked.
    Cancelled {
        /// Which.
        job: JobId,
    },
    /// How learning stands.
    Report(Report),
    /// What was learned, as asked; nothing where nothing was.
    Learned(Vec<u8>),
    /// What is to be kept, for the next time that the page is opened.
    ToKeep {
        /// What was learned, for [`Request::Recall`]; nothing where nothing was.
        learned: Vec<u8>,
        /// The id of the document that was taught last.
        document: String,
        /// What was learned of it, for [`Request::Learn`].
        taught: Vec<u8>,
    },
    /// A message could not be read.
    Unreadable,
    /// The model files could not be loaded, so there are no proposals.
    NoModels,
}

/// Why a message cannot be read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// It is of another version.
    #[error("protocol version {found}, expected {expected}")]
    Version {
        /// Of the message.
        found: u8,
        /// [`PROTOCOL_VERSION`].
        expected: u8,
    },
    /// It is empty or damaged.
    #[error("damaged message")]
    Damaged,
}

impl Request {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are of another version or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        decode(bytes)
    }
}

impl Response {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode(&WireResponse::from(self))
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are of another version or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        decode::<WireResponse>(bytes)?.try_into()
    }
}

fn encode(message: &impl Serialize) -> Vec<u8> {
    let start = vec![PROTOCOL_VERSION];
    postcard::to_extend(message, start).expect("writing to memory cannot fail, and no type here is refused")
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ProtocolError> {
    let (&found, rest) = bytes.split_first().ok_or(ProtocolError::Damaged)?;
    if found != PROTOCOL_VERSION {
        return Err(ProtocolError::Version { found, expected: PROTOCOL_VERSION });
    }
    match postcard::take_from_bytes(rest) {
        Ok((message, [])) => Ok(message),
        _ => Err(ProtocolError::Damaged),
    }
}

// The form on the wire: plain numbers and strings, checked on the way in.

#[derive(Serialize, Deserialize)]
enum WireResponse {
    Ready { build: String },
    Progress { job: JobId, done: u16 },
    Batch { job: JobId, proposals: Vec<WireProposal> },
    Done { job: JobId, learned: Vec<u8> },
    Cancelled { job: JobId },
    Report(Report),
    Learned(Vec<u8>),
    ToKeep { learned: Vec<u8>, document: String, taught: Vec<u8> },
    Unreadable,
    NoModels,
}

type WireRange = (u32, u32);

#[derive(Serialize, Deserialize)]
struct WireEvidence {
    thousandths: u16,
    reasons: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum WireProposal {
    Article {
        parts: Vec<WireRange>,
        evidence: WireEvidence,
    },
    Block {
        range: WireRange,
        role: u8,
        article: Option<u32>,
        continues: bool,
        inline: Vec<(WireRange, u8)>,
        evidence: WireEvidence,
        link: WireEvidence,
    },
    Entity {
        label: String,
        ranges: Vec<WireRange>,
        evidence: WireEvidence,
        value: Option<(String, Option<String>)>,
        alias_of: Option<u32>,
        nested: bool,
    },
}

impl From<&Response> for WireResponse {
    fn from(response: &Response) -> Self {
        match response {
            Response::Ready { build } => Self::Ready { build: build.clone() },
            &Response::Progress { job, done } => Self::Progress { job, done },
            Response::Batch { job, proposals } => {
                Self::Batch { job: *job, proposals: proposals.iter().map(WireProposal::from).collect() }
            }
            Response::Done { job, learned } => Self::Done { job: *job, learned: learned.clone() },
            &Response::Cancelled { job } => Self::Cancelled { job },
            &Response::Report(report) => Self::Report(report),
            Response::Learned(state) => Self::Learned(state.clone()),
            Response::ToKeep { learned, document, taught } => {
                Self::ToKeep { learned: learned.clone(), document: document.clone(), taught: taught.clone() }
            }
            Response::Unreadable => Self::Unreadable,
            Response::NoModels => Self::NoModels,
        }
    }
}

impl TryFrom<WireResponse> for Response {
    type Error = ProtocolError;

    fn try_from(wire: WireResponse) -> Result<Self, ProtocolError> {
        Ok(match wire {
            WireResponse::Ready { build } => Self::Ready { build },
            WireResponse::Progress { job, done } => Self::Progress { job, done },
            WireResponse::Batch { job, proposals } => {
                let proposals = proposals.into_iter().map(Proposal::try_from).collect::<Result<_, _>>()?;
                Self::Batch { job, proposals }
            }
            WireResponse::Done { job, learned } => Self::Done { job, learned },
            WireResponse::Cancelled { job } => Self::Cancelled { job },
            WireResponse::Report(report) => Self::Report(report),
            WireResponse::Learned(state) => Self::Learned(state),
            WireResponse::ToKeep { learned, document, taught } => Self::ToKeep { learned, document, taught },
            WireResponse::Unreadable => Self::Unreadable,
            WireResponse::NoModels => Self::NoModels,
        })
    }
}

impl From<&Proposal> for WireProposal {
    fn from(proposal: &Proposal) -> Self {
        match proposal {
            Proposal::Article(article) => Self::Article {
                parts: article.parts.iter().copied().map(wire_range).collect(),
                evidence: wire_evidence(&article.evidence),
            },
            Proposal::Block(block) => Self::Block {
                range: wire_range(block.range),
                role: wire_role(block.role),
                article: block.article,
                continues: block.continues,
                inline: block.inline.iter().map(|i| (wire_range(i.range), wire_role(i.role))).collect(),
                evidence: wire_evidence(&block.evidence),
                link: wire_evidence(&block.link),
            },
            Proposal::Entity(entity) => Self::Entity {
                label: entity.label.clone().into_owned(),
                ranges: entity.ranges.iter().copied().map(wire_range).collect(),
                evidence: wire_evidence(&entity.evidence),
                value: entity.value.clone().map(|value| (value.value, value.unit)),
                alias_of: entity.alias_of,
                nested: entity.nested,
            },
        }
    }
}

impl TryFrom<WireProposal> for Proposal {
    type Error = ProtocolError;

    fn try_from(wire: WireProposal) -> Result<Self, ProtocolError> {
        Ok(match wire {
            WireProposal::Article { parts, evidence } => {
                Self::Article(ArticleProposal { parts: ranges(parts)?, evidence: self::evidence(evidence) })
            }
            WireProposal::Block { range, role, article, continues, inline, evidence, link } => {
                let inline = inline.into_iter().map(|(range, role)| {
                    Ok(InlineRole { range: self::range(range)?, role: self::role(role)? })
                });
                Self::Block(BlockProposal {
                    range: self::range(range)?,
                    role: self::role(role)?,
                    article,
                    continues,
                    inline: inline.collect::<Result<_, _>>()?,
                    evidence: self::evidence(evidence),
                    link: self::evidence(link),
                })
            }
            WireProposal::Entity { label, ranges, evidence, value, alias_of, nested } => {
                Self::Entity(EntityProposal {
                    label: Cow::Owned(label),
                    ranges: self::ranges(ranges)?,
                    evidence: self::evidence(evidence),
                    value: value.map(|(value, unit)| NormalValue { value, unit }),
                    alias_of,
                    nested,
                })
            }
        })
    }
}

fn wire_range(range: ByteRange) -> WireRange {
    (range.start().0, range.end().0)
}

fn wire_role(role: Role) -> u8 {
    Role::ALL.iter().position(|other| *other == role).map_or(u8::MAX, |at| at as u8)
}

fn wire_evidence(evidence: &Evidence) -> WireEvidence {
    WireEvidence {
        thousandths: evidence.confidence.thousandths(),
        reasons: evidence.reasons.iter().map(|reason| reason.clone().into_owned()).collect(),
    }
}

fn range((start, end): WireRange) -> Result<ByteRange, ProtocolError> {
    (start <= end).then(|| ByteRange::at(start as usize, end as usize)).ok_or(ProtocolError::Damaged)
}

fn ranges(wire: Vec<WireRange>) -> Result<Vec<ByteRange>, ProtocolError> {
    wire.into_iter().map(range).collect()
}

fn role(wire: u8) -> Result<Role, ProtocolError> {
    Role::ALL.get(usize::from(wire)).copied().ok_or(ProtocolError::Damaged)
}

fn evidence(wire: WireEvidence) -> Evidence {
    Evidence {
        confidence: Confidence::from_thousandths(wire.thousandths),
        reasons: wire.reasons.into_iter().map(Cow::Owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn batch() -> Response {
        let evidence =
            Evidence { confidence: Confidence::from_thousandths(910), reasons: vec!["jump-page:3".into()] };
        Response::Batch {
            job: JobId(7),
            proposals: vec![
                Proposal::Article(ArticleProposal {
                    parts: vec![ByteRange::at(90, 120), ByteRange::at(0, 40)],
                    evidence: evidence.clone(),
                }),
                Proposal::Block(BlockProposal {
                    range: ByteRange::at(0, 40),
                    role: Role::Other,
                    article: Some(0),
                    continues: true,
                    inline: vec![InlineRole { range: ByteRange::at(0, 9), role: Role::Dateline }],
                    evidence: evidence.clone(),
                    link: evidence.clone(),
                }),
                Proposal::Entity(EntityProposal {
                    label: "MONEY".into(),
                    ranges: vec![ByteRange::at(1, 4), ByteRange::at(5, 6)],
                    evidence,
                    value: Some(NormalValue { value: "5000000".into(), unit: Some("CNY".into()) }),
                    alias_of: Some(3),
                    nested: true,
                }),
            ],
        }
    }

    #[test]
    fn messages_come_back() {
        let responses = [
            batch(),
            Response::Ready { build: "abc".into() },
            Response::Progress { job: JobId(1), done: 500 },
            Response::Done { job: JobId(1), learned: vec![1, 2] },
            Response::Cancelled { job: JobId(1) },
            Response::Report(Report { learned: 7, with: 612, helps: true, ..Report::default() }),
            Response::Learned(vec![1, 2]),
            Response::ToKeep { learned: vec![1], document: "𠮷".into(), taught: vec![2] },
            Response::Unreadable,
            Response::NoModels,
        ];
        for response in responses {
            assert_eq!(Response::decode(&response.encode()), Ok(response));
        }
        let pairs = |text: &str| vec![(text.to_owned(), "PER".to_owned())];
        let block = |place| KnownBlock { range: (3, 9), role: "body".into(), place };
        let known = Known {
            accepted: pairs("甲"),
            rejected: pairs("𠮷"),
            words: pairs("乙"),
            blocks: vec![block(KnownPlace::Open), block(KnownPlace::ResumesAfter((0, 2)))],
            learned: vec![7],
        };
        let requests = [
            Request::Run {
                job: JobId(u32::MAX), text: "𠮷👩‍👩‍👧e\u{301}\n".into(), known: known.clone()
            },
            Request::Cancel { job: JobId(2) },
            Request::Learn {
                job: JobId(2),
                document: "a".into(),
                taught: vec![3],
                decided: vec![
                    (4, Some(KnownPlaceOf { ranges: vec![(0, 4), (9, 12)], label: Some("鱼𠮷".into()) })),
                    (5, None),
                ],
                complete: vec![(0, 12)],
                whole: true,
            },
            Request::Recall(vec![1]),
            Request::SetLearned(vec![1]),
            Request::GetLearned,
            Request::Keep,
            Request::UseLearned(false),
        ];
        for request in requests {
            assert_eq!(Request::decode(&request.encode()), Ok(request));
        }
    }

    #[test]
    fn another_version_is_told() {
        let mut bytes = batch().encode();
        bytes[0] = 9;
        assert_eq!(
            Response::decode(&bytes),
            Err(ProtocolError::Version { found: 9, expected: PROTOCOL_VERSION })
        );
        assert_eq!(Response::decode(&[]), Err(ProtocolError::Damaged));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn damaged_messages_are_errors(cut in 0..200usize, at in 0..200usize, byte: u8, noise: Vec<u8>) {
            let mut bytes = batch().encode();
            let n = bytes.len();
            bytes[1 + at % (n - 1)] = byte;
            bytes.truncate(n - cut % n);
            let _an_error_or_another_message = Response::decode(&bytes);
            let _an_error_or_another_message = Request::decode(&noise);
        }
    }
}
