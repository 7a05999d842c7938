//! From what a page has to what it should have, with keys alone: in the order of the text, blocks before entities,
//! looking again after every correction, since one may bring others along.

use jianbao_core::annotation::{Annotation, Pieces, Status};
use jianbao_core::{AnnotationId, ByteOffset, ByteRange};
use jianbao_workbench::actions::{Action, Edge, Step};
use jianbao_workbench::cursor::Motion;

use crate::desk::{Desk, Kind};
use crate::truth::{TrueBlock, TrueEntity, Truth};

/// More corrections than any page needs.
const MAX_CORRECTIONS: usize = 5000;

/// Up to so many characters an edge is moved rather than the entity made anew.
const MAX_EDGE: usize = 4;

/// Corrects everything and accepts what is left.
///
/// # Errors
/// What the keys do not reach.
pub fn correct(desk: &mut Desk, truth: &Truth) -> Result<(), String> {
    for _ in 0..MAX_CORRECTIONS {
        let before = desk.presses.len();
        if !(correct_blocks(desk, truth)? || correct_order(desk, truth) || correct_entities(desk, truth)?) {
            desk.let_go();
            desk.act(Kind::Decide, Action::AcceptAll);
            return Ok(());
        }
        if desk.presses.len() == before {
            return Err("a correction without a key".into());
        }
    }
    Err(format!("not done after {MAX_CORRECTIONS} corrections"))
}

// Blocks.

/// The article of what stands at a block of the truth now; none for page furniture.
fn article_now(desk: &Desk, block: &TrueBlock) -> Option<AnnotationId> {
    let set = desk.project().set();
    set.article_of(set.block_at(block.range.start())?).map(|article| article.id)
}

/// Mends the first block that is wrong; false when none is.
fn correct_blocks(desk: &mut Desk, truth: &Truth) -> Result<bool, String> {
    let mut claimed: Vec<Option<AnnotationId>> = vec![None; truth.articles.len()];
    for (i, block) in truth.blocks.iter().enumerate() {
        let set = desk.project().set();
        let here = set.block_at(block.range.start()).ok_or("no block where the truth has one")?;
        let now = here.block().ok_or("no block")?.clone();
        if now.range.start() != block.range.start() {
            // Another block goes on here: cut it in two, whatever article the second half then is of.
            desk.go(block.range.start());
            desk.act(Kind::Cut, Action::Cut);
            return Ok(true);
        }
        let article = article_now(desk, block);
        match block.article {
            None if article.is_some() => {
                let end = run(desk, truth, i, |_, other| article_now(desk, other).is_some());
                on_blocks(desk, truth, i, end, |desk| desk.act(Kind::MoveBlocks, Action::ToFurniture));
                return Ok(true);
            }
            None => {}
            Some(wanted) => match (claimed[wanted], article) {
                (Some(own), Some(now)) if own == now => {}
                (None, Some(now)) if !claimed.contains(&Some(now)) => claimed[wanted] = Some(now),
                (None, Some(_)) => {
                    desk.go(block.range.start());
                    desk.act(Kind::Cut, Action::Cut);
                    return Ok(true);
                }
                (None, None) => {
                    let end = run(desk, truth, i, |_, other| article_now(desk, other).is_none());
                    on_blocks(desk, truth, i, end, |desk| desk.act(Kind::MoveBlocks, Action::ToNewArticle));
                    return Ok(true);
                }
                (Some(own), now) => {
                    put_into(desk, truth, i, own, now.filter(|now| !claimed.contains(&Some(*now))));
                    return Ok(true);
                }
            },
        }
        if now.role != block.role {
            let role_of = |other: &TrueBlock| {
                let set = desk.project().set();
                set.block_at(other.range.start()).and_then(|found| found.block()).map(|found| found.role)
            };
            let end = run(desk, truth, i, |_, other| {
                other.role == block.role && role_of(other) != Some(other.role)
            });
            on_blocks(desk, truth, i, end, |desk| desk.act(Kind::Role, Action::SetRole(block.role)));
            return Ok(true);
        }
        if now.continues != block.continues {
            desk.go(block.range.start());
            desk.act(Kind::Continues, Action::ToggleContinues);
            return Ok(true);
        }
        if correct_inline(desk, block, &now.inline)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last of the blocks of the same article that follow one another and are all wrong in the same way.
fn run(desk: &Desk, truth: &Truth, first: usize, is_wrong: impl Fn(usize, &TrueBlock) -> bool) -> usize {
    let starts_block = |block: &TrueBlock| {
        desk.project()
            .set()
            .block_at(block.range.start())
            .is_some_and(|found| found.body.start() == block.range.start())
    };
    let same = |i: &usize| {
        let block = &truth.blocks[*i];
        block.article == truth.blocks[first].article && starts_block(block) && is_wrong(*i, block)
    };
    (first + 1..truth.blocks.len()).take_while(same).last().unwrap_or(first)
}

/// Does something with one block, or with several selected.
fn on_blocks(desk: &mut Desk, truth: &Truth, first: usize, last: usize, act: impl FnOnce(&mut Desk)) {
    desk.go(truth.blocks[first].range.start());
    if last > first {
        let down = crate::desk::chord_of(Action::Extend(Motion::BlockOn));
        let n = last - first;
        // A count only before the first: with text selected, digits are labels.
        let counted = n.min(9);
        if counted > 2 {
            desk.press(Kind::Select, &counted.to_string());
            desk.press(Kind::Select, &down);
        } else {
            (0..counted).for_each(|_| desk.press(Kind::Select, &down));
        }
        (counted..n).for_each(|_| desk.press(Kind::Select, &down));
        desk.act(Kind::Select, Action::Extend(Motion::BlockEnd));
    }
    act(desk);
    if desk.cursor().is_selecting() {
        desk.act(Kind::Other, Action::Escape);
    }
}

/// Puts a block into an article that stands already; an article that is of it too and that nobody claims goes along
/// as a whole.
fn put_into(desk: &mut Desk, truth: &Truth, i: usize, own: AnnotationId, along: Option<AnnotationId>) {
    let wanted = truth.blocks[i].article;
    let is_of = |other: &TrueBlock, id| article_now(desk, other) == Some(id);
    let whole = along.filter(|&id| {
        let (good, bad): (Vec<_>, Vec<_>) =
            truth.blocks.iter().filter(|other| is_of(other, id)).partition(|other| other.article == wanted);
        good.len() > 1 && good.len() > bad.len()
    });
    let number = |desk: &Desk| {
        desk.bench.cards().iter().find(|card| card.id == own).map_or(0, |card| card.number).to_string()
    };
    let choose = |desk: &mut Desk| {
        desk.act(Kind::MoveBlocks, Action::ChooseArticle);
        for digit in number(desk).chars() {
            desk.press(Kind::MoveBlocks, &digit.to_string());
        }
        if desk.bench.is_choosing_article() {
            desk.press(Kind::MoveBlocks, "Enter");
        }
    };
    let Some(id) = whole else {
        let end = run(desk, truth, i, |_, other| article_now(desk, other) != Some(own));
        on_blocks(desk, truth, i, end, choose);
        return;
    };
    desk.go(truth.blocks[i].range.start());
    let before = desk.bench.cards();
    let at = before.iter().position(|card| card.id == id);
    if at.is_some_and(|at| at > 0 && before[at - 1].id == own) && before[at.unwrap_or(0)].parts.len() == 1 {
        desk.act(Kind::Join, Action::JoinPrevious);
    } else {
        desk.act(Kind::MoveBlocks, Action::PickArticle);
        choose(desk);
        desk.act(Kind::Other, Action::Escape);
    }
}

fn correct_inline(
    desk: &mut Desk,
    block: &TrueBlock,
    now: &[jianbao_core::annotation::InlineRole],
) -> Result<bool, String> {
    let extra =
        now.iter().map(|inline| (inline.range, inline.role)).find(|inline| !block.inline.contains(inline));
    let missing = block
        .inline
        .iter()
        .find(|(range, role)| !now.iter().any(|inline| (inline.range, inline.role) == (*range, *role)));
    let Some((range, role)) = missing.copied().or(extra) else { return Ok(false) };
    desk.go(range.start());
    if !desk.select_to(range.end()) {
        return Err("a stretch of a block that cannot be selected".into());
    }
    desk.act(Kind::Role, Action::SetInline(role));
    Ok(true)
}

/// Mends the reading order of the first article where it is wrong.
fn correct_order(desk: &mut Desk, truth: &Truth) -> bool {
    for article in &truth.articles {
        let Some(&first) = article.first() else { continue };
        let set = desk.project().set();
        let Some(id) = article_now(desk, &truth.blocks[first]) else { continue };
        let now: Vec<ByteOffset> = set.blocks_of(id).iter().map(|block| block.body.start()).collect();
        let wanted: Vec<ByteOffset> = article.iter().map(|&i| truth.blocks[i].range.start()).collect();
        let place = |at: &ByteOffset| wanted.iter().position(|other| other == at);
        // The first block that is read before one that should come earlier: its part goes one place on.
        let wrong = now.windows(2).find(|pair| place(&pair[0]) > place(&pair[1]));
        if let Some(&[early, _]) = wrong {
            desk.go(early);
            desk.act(Kind::Reorder, Action::MovePart(Step::On));
            return true;
        }
    }
    false
}

// Entities.

/// Whether an entity is one of the truth, or lies in a longer one of it: those are beside the question, for the
/// scorers too.
fn is_true(truth: &Truth, entity: &Annotation) -> bool {
    entity.entity().is_some_and(|found| {
        truth.entities.iter().any(|wanted| {
            wanted.label == found.label && wanted.ranges == found.ranges
                || wanted.ranges.len_bytes() > found.ranges.len_bytes()
                    && found.ranges.iter().all(|range| wanted.ranges.covers(range))
        })
    })
}

/// Mends the first entity that is wrong or missing; false when none is.
fn correct_entities(desk: &mut Desk, truth: &Truth) -> Result<bool, String> {
    let set = desk.project().set();
    let live = |found: &&std::sync::Arc<Annotation>| found.status != Status::Rejected;
    let wrong = set.entities().filter(live).find(|entity| !is_true(truth, entity));
    let missing = truth.entities.iter().find(|wanted| !is_there(desk, wanted));
    let wrong = wrong.map(|entity| (entity.id, entity.body.start(), entity.entity().cloned()));
    match (wrong, missing) {
        (None, None) => Ok(false),
        // In the order of the text.
        (Some((id, at, Some(entity))), missing)
            if missing.is_none_or(|missing| at <= missing.ranges.end()) =>
        {
            if !pick(desk, id)? {
                return Err(format!("an entity that keys do not pick: {}", quote(desk, &entity.ranges)));
            }
            let near = truth.entities.iter().filter(|wanted| !is_there(desk, wanted));
            let near = near.filter(|wanted| wanted.ranges.overlaps_any(&entity.ranges)).collect::<Vec<_>>();
            // The one with the same label first.
            let best = near.iter().find(|wanted| wanted.label == entity.label).or(near.first());
            let mended = best.is_some_and(|wanted| mend(desk, &entity, wanted));
            if !mended {
                desk.act(Kind::Decide, Action::Reject);
            }
            Ok(true)
        }
        (_, Some(missing)) => make(desk, missing).map(|()| true),
        (Some(_), None) => Err("an entity without a body".into()),
    }
}

fn is_there(desk: &Desk, wanted: &TrueEntity) -> bool {
    desk.project().set().entities().any(|found| {
        found.status != Status::Rejected
            && found
                .entity()
                .is_some_and(|found| found.label == wanted.label && found.ranges == wanted.ranges)
    })
}

fn quote(desk: &Desk, ranges: &Pieces) -> String {
    ranges.text(desk.project().document.text())
}

fn digit(desk: &Desk, label: &jianbao_core::LabelId) -> Option<String> {
    let labels = desk.project().labels();
    labels.iter().find(|other| other.id == *label)?.key.map(String::from)
}

/// Gives the picked entity the edges and the label that it should have; false where making it anew is less.
fn mend(desk: &mut Desk, now: &jianbao_core::annotation::Entity, wanted: &TrueEntity) -> bool {
    let text = desk.project().document.text().to_owned();
    let between =
        |a: ByteOffset, b: ByteOffset| text[a.idx().min(b.idx())..a.idx().max(b.idx())].chars().count();
    let (start, end) = (now.ranges.start(), now.ranges.end());
    let (to_start, to_end) = (wanted.ranges.start(), wanted.ranges.end());
    let steps = between(start, to_start) + between(end, to_end);
    if now.ranges.len() > 1 || wanted.ranges.len() > 1 || steps > MAX_EDGE {
        return false;
    }
    let Some(key) = digit(desk, &wanted.label) else { return false };
    let move_edge = |desk: &mut Desk, edge, from: ByteOffset, to: ByteOffset| {
        let step = if to < from { Step::Back } else { Step::On };
        (0..between(from, to)).for_each(|_| desk.act(Kind::Edge, Action::MoveEdge(edge, step)));
    };
    move_edge(desk, Edge::Start, start, to_start);
    move_edge(desk, Edge::End, end, to_end);
    if now.label != wanted.label {
        desk.press(Kind::Label, &key);
    }
    true
}

/// Picks a proposal with the keys for the next and the one before, from where the cursor is, from the start of its
/// block or from where it begins; false where it cannot be reached so.
fn pick(desk: &mut Desk, id: AnnotationId) -> Result<bool, String> {
    let set = desk.project().set();
    let entity = set.get(id).ok_or("an entity that is gone")?;
    if desk.bench.picked_entity() == Some(id) && !desk.cursor().is_selecting() {
        return Ok(true);
    }
    if entity.status != Status::Proposed {
        return Ok(false);
    }
    let at = entity.body.start();
    let proposals: Vec<_> = set
        .entities()
        .filter(|found| found.status == Status::Proposed)
        .map(|found| (found.body.start(), found.id))
        .collect();
    let place =
        proposals.iter().position(|found| *found == (at, id)).ok_or("a proposal that is not in the list")?;
    // How often `n` is pressed from a place with nothing picked.
    let on = |from: ByteOffset| {
        let first = proposals.iter().position(|(start, _)| *start >= from)?;
        (first <= place).then(|| place - first + 1)
    };
    let block = set.block_at(at).map_or(at, |block| block.body.start());
    let from_picked =
        desk.bench.picked_entity().and_then(|picked| proposals.iter().position(|found| found.1 == picked));
    let mut ways: Vec<(Vec<String>, usize, bool)> = Vec::new();
    match from_picked {
        Some(picked) if picked < place => ways.push((Vec::new(), place - picked, true)),
        Some(picked) => ways.push((Vec::new(), picked - place, false)),
        None if !desk.cursor().is_selecting() && desk.bench.picked_entity().is_none() => {
            ways.extend(on(desk.cursor().at).map(|n| (Vec::new(), n, true)));
        }
        None => {}
    }
    for from in [block, at] {
        ways.extend(on(from).map(|n| (desk.way(from), n, true)));
    }
    let best = ways.into_iter().min_by_key(|(way, n, _)| way.len() + n).ok_or("no way to a proposal")?;
    let to_place = desk.way(at);
    if to_place.len() + 1 < best.0.len() + best.1 {
        desk.follow(to_place);
        // The marks over one another at this place, in turn.
        for _ in 0..4 {
            desk.act(Kind::Move, Action::NextMark);
            if desk.bench.picked_entity() == Some(id) {
                return Ok(true);
            }
        }
        return pick(desk, id);
    }
    desk.follow(best.0);
    let action = if best.2 { Action::NextProposal } else { Action::PrevProposal };
    (0..best.1).for_each(|_| desk.act(Kind::Move, action));
    Ok(desk.bench.picked_entity() == Some(id))
}

/// Labels a place that has no entity yet.
fn make(desk: &mut Desk, wanted: &TrueEntity) -> Result<(), String> {
    let key = digit(desk, &wanted.label).ok_or_else(|| format!("the label {} has no key", wanted.label))?;
    let (start, end) = (wanted.ranges.start(), wanted.ranges.end());
    let in_articles = wanted.ranges.len() > 1 && !is_selected_so(desk, wanted);
    if in_articles {
        // A name that another article interrupts is whole in article order.
        desk.let_go();
        desk.act(Kind::Other, Action::ToggleOrder);
    }
    desk.go(start);
    desk.let_go();
    let n = graphemes(desk, ByteRange::at(start.idx(), end.idx()));
    if wanted.ranges.len() == 1 && n.is_some_and(|n| n <= 9) {
        desk.press(Kind::Select, &n.unwrap_or(1).to_string());
    } else if !desk.select_to(end) {
        return Err(format!("a place that cannot be selected: {}", quote(desk, &wanted.ranges)));
    }
    desk.press(Kind::Label, &key);
    if in_articles {
        desk.let_go();
        desk.act(Kind::Other, Action::ToggleOrder);
    }
    if is_there(desk, wanted) {
        Ok(())
    } else {
        Err(format!("not labelled: {}", quote(desk, &wanted.ranges)))
    }
}

/// Whether what lies between the ends on the page is just the entity.
fn is_selected_so(desk: &Desk, wanted: &TrueEntity) -> bool {
    let hull = ByteRange::at(wanted.ranges.start().idx(), wanted.ranges.end().idx());
    let selected = jianbao_workbench::cursor::selected_pieces(&desk.project().document, &[hull]);
    selected.as_ref() == Some(&wanted.ranges)
}

/// How many presses of the arrow lead from the start of a range to its end.
fn graphemes(desk: &Desk, range: ByteRange) -> Option<usize> {
    let text = desk.project().document.text();
    let mut at = range.start();
    for n in 0..=range.slice(text).len() {
        if at >= range.end() {
            return (at == range.end()).then_some(n);
        }
        at = jianbao_core::text::next_boundary(text, at);
    }
    None
}

/// What is still wrong, for a person to read.
pub fn differences(desk: &Desk, truth: &Truth) -> Vec<String> {
    let set = desk.project().set();
    let mut found = Vec::new();
    for entity in set.entities().filter(|entity| entity.status != Status::Rejected && !is_true(truth, entity))
    {
        found.push(format!("entity that should not be: {}", desk.project().quote(entity)));
    }
    for wanted in truth.entities.iter().filter(|wanted| !is_there(desk, wanted)) {
        found.push(format!("missing entity: {}", quote(desk, &wanted.ranges)));
    }
    for block in &truth.blocks {
        let role = set.block_at(block.range.start()).and_then(|found| found.block()).map(|found| found.role);
        if role != Some(block.role) {
            found.push(format!("role at {}", block.range.start().0));
        }
    }
    found
}
