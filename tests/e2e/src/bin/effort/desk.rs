//! The workbench beside the browser: it hears the same keys, so that a plan knows what they do.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use jianbao_core::edit::Millis;
use jianbao_core::{ByteOffset, ByteRange, Project};
use jianbao_workbench::actions::{self, Action, Chord, PressedChord};
use jianbao_workbench::cursor::{Cursor, Motion};
use jianbao_workbench::view::{Flow, Layout, Order, Outline};
use jianbao_workbench::{Lang, Msg, Workbench};

/// What a key press is for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Move,
    Select,
    Label,
    Edge,
    Decide,
    Cut,
    Join,
    MoveBlocks,
    Role,
    Continues,
    Reorder,
    Other,
}

impl Kind {
    /// Its name in what is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Select => "select",
            Self::Label => "label",
            Self::Edge => "edge",
            Self::Decide => "decide",
            Self::Cut => "cut",
            Self::Join => "join",
            Self::MoveBlocks => "move_blocks",
            Self::Role => "role",
            Self::Continues => "continues",
            Self::Reorder => "reorder",
            Self::Other => "other",
        }
    }
}

/// A key press: the chord as WebDriver is told it, and what it is for.
pub type Press = (Kind, String);

/// The workbench with the keys that were pressed so far.
pub struct Desk {
    pub bench: Workbench,
    clock: u64,
    pub presses: Vec<Press>,
}

impl Desk {
    /// Opens labelled JSON.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(file: &[u8]) -> Result<Self, String> {
        let mut bench = Workbench::new(Lang::Zh);
        bench.update(Msg::Opened { name: "page.json".into(), bytes: file.to_vec() }, Millis(0));
        if bench.project().is_none() {
            return Err(format!("the workbench does not open its own file: {:?}", bench.notice()));
        }
        Ok(Self { bench, clock: 0, presses: Vec::new() })
    }

    pub fn project(&self) -> &Project {
        self.bench.project().expect("opened above")
    }

    pub fn cursor(&self) -> Cursor {
        self.bench.cursor()
    }

    fn layout(&self) -> Layout {
        match self.bench.order() {
            Order::Page => Layout::Page,
            Order::Article => Layout::Article(Flow::of(self.project(), &Outline::of(self.project()))),
        }
    }

    /// Presses a key.
    pub fn press(&mut self, kind: Kind, chord: &str) {
        let mut parts: Vec<&str> = chord.split('+').collect();
        let key = parts.pop().unwrap_or_default();
        let has = |name| parts.contains(&name);
        let key = if key == "Space" { " " } else { key };
        let pressed =
            PressedChord { key: key.into(), ctrl: has("Control"), shift: has("Shift"), alt: has("Alt") };
        // Far apart, so that every edit is a step of its own.
        self.clock += 1000;
        self.bench.update(Msg::Key(pressed), Millis(self.clock));
        self.presses.push((kind, chord.to_owned()));
    }

    /// Presses the key of an action.
    pub fn act(&mut self, kind: Kind, action: Action) {
        self.press(kind, &chord_of(action));
    }

    /// Lets go of what is selected or picked, so that digits are counts.
    pub fn let_go(&mut self) {
        if self.cursor().is_selecting() || self.bench.picked_entity().is_some() {
            self.act(Kind::Other, Action::Escape);
        }
    }

    /// Takes the cursor to a place, the shortest way that is found.
    pub fn go(&mut self, at: ByteOffset) {
        self.follow(self.way(at));
        debug_assert_eq!(self.cursor().at, at, "the cursor arrives");
    }

    /// Presses the keys of a way.
    pub fn follow(&mut self, way: Vec<String>) {
        way.iter().for_each(|chord| self.press(Kind::Move, chord));
    }

    /// The keys to a place: block by block to the start of its block, or from where the cursor stands in it, and then
    /// inside the block.
    pub fn way(&self, at: ByteOffset) -> Vec<String> {
        let (project, layout) = (self.project(), self.layout());
        let here = self.cursor().at;
        let mut start = Vec::new();
        if self.cursor().is_selecting() || self.bench.picked_entity().is_some() {
            start.push("Escape".to_owned());
        }
        if here == at {
            return start;
        }
        let Some(block) = layout.here(project, at) else { return start };
        let inside = |from: ByteOffset| way_inside(&self.bench, block, from, at);
        let mut ways = Vec::new();
        if layout.here(project, here) == Some(block) {
            ways.extend(inside(here));
        }
        if let (Some(to_block), Some(rest)) =
            (self.way_to_block(&layout, block.start()), inside(block.start()))
        {
            ways.push([to_block, rest].concat());
        }
        let best = ways.into_iter().min_by_key(Vec::len).unwrap_or_default();
        [start, best].concat()
    }

    /// Up or down block by block, from where the cursor is or from an end of the text.
    fn way_to_block(&self, layout: &Layout, start: ByteOffset) -> Option<Vec<String>> {
        let steps = |from: ByteOffset, motion: Motion| {
            let mut at = from;
            for n in 0.. {
                if at == start {
                    return Some(n);
                }
                let moved = self.bench.leads_to(at, motion);
                if moved == at {
                    return None;
                }
                at = moved;
            }
            None
        };
        let (first, last) = layout.ends(self.project());
        let origins = [(None, self.cursor().at), (Some(Motion::Start), first), (Some(Motion::End), last)];
        let mut ways = Vec::new();
        for (jump, from) in origins {
            for motion in [Motion::BlockOn, Motion::BlockBack] {
                let Some(n) = steps(from, motion) else { continue };
                let jump = jump.map(|motion| chord_of(Action::Move(motion)));
                ways.push(jump.into_iter().chain(times(n, &chord_of(Action::Move(motion)))).collect());
            }
        }
        ways.into_iter().min_by_key(Vec::len)
    }

    /// Selects from the cursor to a place behind it; false where no keys lead there.
    pub fn select_to(&mut self, to: ByteOffset) -> bool {
        let layout = self.layout();
        let from = self.cursor().at;
        let shown = |at: ByteOffset| layout.between(from, at);
        let wanted = shown(to);
        let mut keys = Vec::new();
        let right = chord_of(Action::Extend(Motion::Right));
        let block_end = chord_of(Action::Extend(Motion::BlockEnd));
        let mut at = from;
        for _ in 0..500 {
            if at == to {
                break;
            }
            if self.bench.leads_to(at, Motion::BlockEnd) == to {
                at = to;
                keys.push(block_end.clone());
            } else {
                at = self.bench.leads_to(at, Motion::Right);
                keys.push(right.clone());
            }
        }
        if at != to || wanted.is_empty() {
            return false;
        }
        // A count stands before the first of several: once text is selected, digits are labels.
        let run = keys.iter().take_while(|key| **key == right).count().min(9);
        if run > 2 {
            keys.splice(..run, [run.to_string(), right]);
        }
        for key in keys {
            self.press(Kind::Select, &key);
        }
        true
    }
}

/// A key some times: with counts, where that is less to press.
fn times(n: usize, chord: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut left = n;
    while left > 0 {
        let now = left.min(9);
        if now > 2 {
            keys.extend([now.to_string(), chord.to_owned()]);
        } else {
            keys.extend(std::iter::repeat_n(chord.to_owned(), now));
        }
        left -= now;
    }
    keys
}

/// The fewest keys from one place in a block to another one in it.
fn way_inside(bench: &Workbench, block: ByteRange, from: ByteOffset, to: ByteOffset) -> Option<Vec<String>> {
    let inside = |at: ByteOffset| block.contains(at) || at == block.end();
    let motions: Vec<Motion> = actions::all()
        .iter()
        .filter_map(|row| if let Action::Move(motion) = row.action { Some(motion) } else { None })
        // Words are found by the browser, which is not asked here.
        .filter(|motion| {
            use Motion::*;
            matches!(motion, Left | Right | BlockStart | BlockEnd | SentenceBack | SentenceOn)
        })
        .collect();
    // Dijkstra; the cheapest first.
    let mut best: HashMap<ByteOffset, usize> = HashMap::from([(from, 0)]);
    let mut before: BTreeMap<ByteOffset, (ByteOffset, Motion, usize)> = BTreeMap::new();
    let mut queue = BinaryHeap::from([(std::cmp::Reverse(0), from)]);
    while let Some((std::cmp::Reverse(cost), at)) = queue.pop() {
        if at == to {
            let mut keys = Vec::new();
            let mut place = to;
            while let Some(&(earlier, motion, count)) = before.get(&place).filter(|_| place != from) {
                let chord = chord_of(Action::Move(motion));
                keys.push(chord);
                keys.extend((count > 1).then(|| count.to_string()));
                place = earlier;
            }
            keys.reverse();
            return Some(keys);
        }
        if best.get(&at).is_some_and(|&known| known < cost) {
            continue;
        }
        for &motion in &motions {
            let mut place = at;
            for count in 1..=9 {
                let moved = bench.leads_to(place, motion);
                if moved == place || !inside(moved) {
                    break;
                }
                place = moved;
                let cost = cost + if count > 1 { 2 } else { 1 };
                if best.get(&place).is_none_or(|&known| cost < known) {
                    best.insert(place, cost);
                    before.insert(place, (at, motion, count));
                    queue.push((std::cmp::Reverse(cost), place));
                }
            }
        }
    }
    None
}

/// The key of an action.
pub fn chord_of(action: Action) -> String {
    let row = actions::all().iter().find(|row| row.action == action);
    row.and_then(|row| row.chords.first().map(webdriver)).expect("the action has a key")
}

/// A chord as WebDriver is told it.
fn webdriver(chord: &Chord) -> String {
    let key = if chord.key == " " { "Space" } else { chord.key };
    let modifiers = [(chord.ctrl, "Control"), (chord.alt, "Alt"), (chord.shift, "Shift")];
    let down = modifiers.into_iter().filter(|(down, _)| *down).map(|(_, name)| name);
    down.chain([key]).collect::<Vec<_>>().join("+")
}
