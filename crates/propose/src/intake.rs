//! Takes proposals into a project.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jianbao_core::annotation::{self, Article, Author, Block, Body, Entity};
use jianbao_core::edit::NewProposal;
use jianbao_core::text::snap_outward;
use jianbao_core::{AnnotationId, Command, LabelId, Pieces, Project};

use crate::proposal::{Evidence, Proposal};

/// Texts that a person has rejected, each with its label.
pub type Rejected = BTreeSet<(String, LabelId)>;

/// Turns the proposals of one job into commands, in order.
///
/// An entity may be the short form of one proposed before it; that one has an id only once it is in the project.
/// So the proposals come as several commands where needed:
///
/// ```ignore
/// intake.push(proposals);
/// while let Some(command) = intake.next_command(&project, &rejected) { /* plan, apply */ }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Intake {
    waiting: VecDeque<Proposal>,
    /// What the entities of the job say that were handed out last and have no id yet; none for what no entity can be.
    handed_out: Vec<Option<Body>>,
    /// The entities of the job by number; none where the project did not take one.
    entities: Vec<Option<AnnotationId>>,
}

impl Intake {
    /// Proposals of the job, in the order in which the engine gave them out.
    pub fn push(&mut self, proposals: impl IntoIterator<Item = Proposal>) {
        self.waiting.extend(proposals);
    }

    /// The next command; none when nothing waits. `project` must have had the command before it applied
    /// (or refused, when it took nothing of it).
    ///
    /// Texts that the person has `rejected`, with their labels, are left out: a job only knows what was decided when it
    /// began. See [`decided_texts`](jianbao_core::set::decided_texts), which walks through all entities.
    pub fn next_command(&mut self, project: &Project, rejected: &Rejected) -> Option<Command> {
        for body in std::mem::take(&mut self.handed_out) {
            let found = body.and_then(|body| project.set().find_same(&body));
            self.entities.push(found.map(|entity| entity.id));
        }
        let mut proposals = Vec::new();
        while let Some(proposal) = self.waiting.front() {
            if let Proposal::Entity(entity) = proposal
                && entity.alias_of.is_some_and(|number| number as usize >= self.entities.len())
                && !self.handed_out.is_empty()
            {
                break;
            }
            let Some(proposal) = self.waiting.pop_front() else { break };
            proposals.extend(self.new_proposal(project, rejected, proposal));
        }
        (!proposals.is_empty()).then_some(Command::Propose { proposals })
    }

    /// None for what no annotation can be, such as ranges that overlap.
    fn new_proposal(
        &mut self,
        project: &Project,
        rejected: &Rejected,
        proposal: Proposal,
    ) -> Option<NewProposal> {
        match proposal {
            Proposal::Article(article) => {
                let parts = Pieces::new(article.parts).ok()?;
                Some(new("articles", Body::Article(Article { parts }), &article.evidence))
            }
            Proposal::Block(block) => {
                let inline =
                    block.inline.iter().map(|i| annotation::InlineRole { range: i.range, role: i.role });
                let body = Block {
                    range: block.range,
                    role: block.role,
                    continues: block.continues,
                    inline: inline.collect(),
                    link: Some(evidence(&block.link)),
                };
                Some(new("articles", Body::Block(body), &block.evidence))
            }
            Proposal::Entity(entity) => {
                let label = LabelId::new(&entity.label);
                // Detectors look at code points; a person sees and selects whole grapheme clusters.
                let text = project.document.text();
                let whole = entity.ranges.into_iter().map(|range| snap_outward(text, range));
                let ranges = Pieces::new(whole).ok();
                let Some(ranges) = ranges.filter(|ranges| !is_rejected(project, rejected, &label, ranges))
                else {
                    // It keeps its number, so that those after it are found.
                    self.handed_out.push(None);
                    return None;
                };
                let body = Body::Entity(Entity {
                    label,
                    ranges,
                    value: entity.value.map(|value| annotation::NormalValue {
                        value: value.value.into(),
                        unit: value.unit.map(Into::into),
                    }),
                    alias_of: entity.alias_of.and_then(|number| *self.entities.get(number as usize)?),
                });
                self.handed_out.push(Some(body.clone()));
                Some(new("entities", body, &entity.evidence))
            }
        }
    }
}

fn is_rejected(project: &Project, rejected: &Rejected, label: &LabelId, ranges: &Pieces) -> bool {
    if rejected.is_empty() {
        return false;
    }
    let text = project.document.text();
    let quote: String = ranges.iter().filter_map(|range| text.get(range.idx())).collect();
    rejected.contains(&(quote, label.clone()))
}

fn new(part: &str, body: Body, said: &Evidence) -> NewProposal {
    NewProposal { body, author: Author::Engine(part.into()), evidence: evidence(said) }
}

fn evidence(said: &Evidence) -> annotation::Evidence {
    annotation::Evidence {
        confidence: Some(said.confidence),
        reasons: said.reasons.iter().map(|reason| Arc::from(&**reason)).collect(),
    }
}
