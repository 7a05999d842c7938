//! What transactions change in all.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Op, Transaction};
use crate::annotation::{Annotation, AnnotationId, LabelSet};

/// What an annotation was or is; none where it was not or is not there.
pub type Side = Option<Arc<Annotation>>;

/// What transactions that follow each other change in all: what came and went in between is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Net {
    /// Each annotation that is another one after them, in the order in which they were first changed: what it was, and
    /// what it is.
    pub annotations: Vec<(AnnotationId, Side, Side)>,
    /// What the labels were and what they are, where they are others.
    pub labels: Option<(Arc<LabelSet>, Arc<LabelSet>)>,
}

impl Net {
    /// Of transactions in the order in which they were made.
    pub fn of<'a>(transactions: impl IntoIterator<Item = &'a Arc<Transaction>>) -> Self {
        let mut net = Self::default();
        let mut places: HashMap<AnnotationId, usize> = HashMap::new();
        for op in transactions.into_iter().flat_map(|transaction| &transaction.ops) {
            match op {
                Op::Put { id, before, after } => match places.get(id) {
                    Some(place) => net.annotations[*place].2.clone_from(after),
                    None => {
                        places.insert(*id, net.annotations.len());
                        net.annotations.push((*id, before.clone(), after.clone()));
                    }
                },
                Op::Labels { before, after } => {
                    let before = net.labels.map_or_else(|| Arc::clone(before), |(before, _)| before);
                    net.labels = Some((before, Arc::clone(after)));
                }
            }
        }
        net.annotations.retain(|(_, before, after)| before != after);
        net.labels = net.labels.filter(|(before, after)| before != after);
        net
    }
}
