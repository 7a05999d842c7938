//! Deleting documents for good, once no other window has them.

use super::Workbench;
use crate::msg::Effect;
use crate::notice::Notice;

/// Documents that are being deleted for good.
#[derive(Debug, Default)]
pub(super) struct Purging {
    /// Those whose locks are still to be taken, the next one last.
    left: Vec<String>,
    purged: usize,
    in_use: usize,
}

impl Workbench {
    /// Begins to delete those of these documents for good that a person deleted before. Nothing while a document is open
    /// or being opened, since a window has one lock.
    pub(super) fn purge(&mut self, ids: Vec<String>, effects: &mut Vec<Effect>) {
        if self.open.is_some() || self.is_loading() || self.purging.is_some() {
            return;
        }
        let entries = self.keeper.entries();
        let is_meant = |id: &String| entries.iter().any(|entry| entry.id == *id && entry.is_deleted());
        self.purging =
            Some(Purging { left: ids.into_iter().filter(is_meant).collect(), ..Purging::default() });
        self.purge_next(effects);
    }

    fn purge_next(&mut self, effects: &mut Vec<Effect>) {
        let Some(purging) = &self.purging else { return };
        match purging.left.last() {
            Some(next) => effects.push(Effect::Lock(next.clone())),
            None => {
                effects.push(Effect::Unlock);
                let &Purging { purged, in_use, .. } = purging;
                self.purging = None;
                self.notice = (purged + in_use > 0).then_some(Notice::Purged { purged, in_use });
            }
        }
    }

    /// Whether a lock was asked for to delete a document, which is done then if no other window has it.
    pub(super) fn hear_lock_for_purge(&mut self, id: &str, held: bool, effects: &mut Vec<Effect>) -> bool {
        let Some(purging) =
            self.purging.as_mut().filter(|purging| purging.left.last().is_some_and(|next| next == id))
        else {
            return false;
        };
        purging.left.pop();
        if held {
            purging.purged += 1;
            self.keeper.purge(id, effects);
        } else {
            purging.in_use += 1;
        }
        self.purge_next(effects);
        true
    }

    /// Stops deleting: a document is opened, for which the window needs its lock.
    pub(super) fn stop_purging(&mut self) {
        self.purging = None;
    }
}
