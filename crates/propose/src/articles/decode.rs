//! From scores to a layout: the best labels together with the best partners of all resumptions.

use super::labels::{COUNT, LABELS, Relation};
use super::network::{Moves, viterbi};
use super::pairs::Pair;

/// What a page was decided to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decision {
    /// The label of each unit.
    pub labels: Vec<u8>,
    /// For a unit that resumes, the unit that it goes on from.
    pub partner: Vec<Option<u32>>,
    /// Labels and partners together.
    pub score: f32,
}

/// How much a pair's score counts beside the labels' scores.
const PAIR_WEIGHT: f32 = 0.5;
/// The score of a resumption without any partner.
const ALONE: f32 = -6.0;
/// How many places are tried for a resumption that the first pass did not see.
const TRIES: usize = 40;
/// Pairs below this logit are not worth a try.
const WORTH: f32 = -4.0;

fn relation(label: u8) -> Relation {
    LABELS[usize::from(label)].relation
}

fn resumes(label: u8) -> bool {
    matches!(relation(label), Relation::Resumes | Relation::ResumesInside)
}

/// Decides a page.
pub(crate) fn decide(moves: &Moves, scores: &[[f32; COUNT]], pairs: &[Pair]) -> Decision {
    let mut scores = scores.to_vec();
    let mut best = evaluate(moves, &scores, pairs);
    // The first pass may have swallowed a resumption: try the places that have the best partners.
    let mut heads: Vec<(f32, u32)> = Vec::new();
    for pair in pairs {
        match heads.iter_mut().find(|h| h.1 == pair.head) {
            Some(h) => h.0 = h.0.max(pair.score),
            None => heads.push((pair.score, pair.head)),
        }
    }
    heads.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(score, head) in heads.iter().take(TRIES) {
        if score < WORTH {
            break;
        }
        let head = head as usize;
        let kept = scores[head];
        let now = resumes(best.labels[head]);
        for (l, s) in scores[head].iter_mut().enumerate() {
            if resumes(l as u8) == now {
                *s -= 1000.0;
            }
        }
        let mut tried = evaluate(moves, &scores, pairs);
        // What was taken away is the same for every sequence that keeps to the wish.
        tried.score += if resumes(tried.labels[head]) == now { 1000.0 } else { 0.0 };
        if tried.score > best.score + 1e-4 {
            best = tried;
        } else {
            scores[head] = kept;
        }
    }
    best
}

/// The best labels by themselves, with the best partners for them.
fn evaluate(moves: &Moves, scores: &[[f32; COUNT]], pairs: &[Pair]) -> Decision {
    let (labels, score) = viterbi(moves, scores);
    let (partner, added) = partners(&labels, pairs);
    Decision { labels, partner, score: score + added }
}

/// Assigns to every resumption the tail that it goes on from, each tail to one head at most.
fn partners(labels: &[u8], pairs: &[Pair]) -> (Vec<Option<u32>>, f32) {
    let n = labels.len();
    let mut partner: Vec<Option<u32>> = vec![None; n];
    // Segments: stretches that only follow their neighbour.
    let mut segment = vec![u32::MAX; n];
    let mut count = 0;
    let mut last_of: Vec<u32> = Vec::new();
    for k in 0..n {
        match relation(labels[k]) {
            Relation::Furniture => {}
            Relation::Same | Relation::Continues if count > 0 => {
                segment[k] = count - 1;
                last_of[count as usize - 1] = k as u32;
            }
            _ => {
                segment[k] = count;
                last_of.push(k as u32);
                count += 1;
            }
        }
    }
    let mut usable: Vec<Pair> = pairs
        .iter()
        .filter(|p| {
            let (t, h) = (p.tail as usize, p.head as usize);
            resumes(labels[h])
                && segment[t] != u32::MAX
                && last_of[segment[t] as usize] == p.tail
                && segment[t] != segment[h]
        })
        .copied()
        .collect();
    usable.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.tail, a.head).cmp(&(b.tail, b.head))));
    let mut taken = vec![false; n];
    let mut previous = vec![u32::MAX; count as usize];
    let mut total = 0.0;
    for pair in &usable {
        let (t, h) = (pair.tail as usize, pair.head as usize);
        if taken[t] || partner[h].is_some() {
            continue;
        }
        // No article may follow itself.
        let mut at = segment[t];
        while at != u32::MAX && at != segment[h] {
            at = previous[at as usize];
        }
        if at == segment[h] {
            continue;
        }
        taken[t] = true;
        partner[h] = Some(pair.tail);
        previous[segment[h] as usize] = segment[t];
        total += PAIR_WEIGHT * pair.score;
    }
    for k in 0..n {
        if resumes(labels[k]) && partner[k].is_none() {
            total += PAIR_WEIGHT * ALONE;
        }
    }
    (partner, total)
}
