//! What must hold for every text and every sequence of commands.

use jianbao_core::annotation::Pieces;
use jianbao_core::edit::Refusal;
use jianbao_core::log::replay;
use jianbao_core::set::segments;
use jianbao_core::testing::{Harness, commands, texts};
use jianbao_core::text::{CHUNK_LINES, Document, LineUtf16, MAX_LINE_CHARS, Utf16Offset, plain_blocks};
use jianbao_core::{
    AnnotationId, ByteOffset, ByteRange, CharOffset, Command, DocumentInfo, LabelSet, LineIdx, Project,
};
use proptest::prelude::*;

fn project(text: &str) -> Project {
    let (document, _) = Document::ingest(text).expect("short");
    Project::new(document, DocumentInfo::default(), LabelSet::newspaper())
}

fn ranges() -> impl Strategy<Value = Vec<ByteRange>> {
    let range = (0..24usize, 0..6usize).prop_map(|(start, len)| ByteRange::at(start, start + len));
    prop::collection::vec(range, 0..6)
}

fn bits(pieces: &Pieces) -> u64 {
    pieces.iter().flat_map(|piece| piece.idx()).fold(0, |bits, at| bits | 1 << at)
}

fn is_normal(pieces: &Pieces) -> bool {
    let sorted = pieces.sorted();
    pieces.len() > 0
        && pieces.iter().all(|piece| !piece.is_empty())
        && sorted.windows(2).all(|pair| pair[0].end() <= pair[1].start())
        && pieces.as_slice().windows(2).all(|pair| pair[0].end() != pair[1].start())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Property 1: lines partition the text, chunks partition the lines.
    #[test]
    fn lines_and_chunks_partition(text in texts(), times in 1..200usize) {
        let (document, report) = Document::ingest(&text.repeat(times)).expect("short");
        let text = document.text();
        prop_assert!(!text.contains(['\r', '\0']));
        prop_assert_eq!(Document::ingest(text).map(|(_, again)| again.crlf + again.cr + again.nul), Ok(0));
        prop_assert_eq!(report.lone_surrogates, 0);
        let index = document.index();
        let mut at = ByteOffset::ZERO;
        for i in 0..index.n_lines() {
            let line = index.line(LineIdx(i as u32));
            prop_assert_eq!(line.start(), at);
            prop_assert!(line.slice(text).chars().count() <= MAX_LINE_CHARS);
            let inner = line.slice(text);
            prop_assert!(!inner.strip_suffix('\n').unwrap_or(inner).contains('\n'));
            at = line.end();
        }
        prop_assert_eq!(at, document.range().end());
        let lines: Vec<_> = (0..index.n_chunks()).flat_map(|chunk| index.chunk_lines(chunk)).collect();
        prop_assert!(lines.iter().copied().eq(0..index.n_lines()));
        prop_assert!((0..index.n_chunks()).all(|chunk| index.chunk_lines(chunk).len() <= CHUNK_LINES));
    }

    /// Property 2: conversions agree with the naive count and come back.
    #[test]
    fn conversions_agree(text in texts(), times in 1..100usize) {
        let (document, _) = Document::ingest(&text.repeat(times)).expect("short");
        let (text, index) = (document.text(), document.index());
        let (mut chars, mut units) = (0, 0);
        let step = 1 + text.len() / 500;
        for (i, (at, c)) in text.char_indices().chain([(text.len(), 'x')]).enumerate() {
            let byte = ByteOffset::at(at);
            if i % step == 0 || at == text.len() {
                prop_assert_eq!(index.char_from_byte(text, byte), CharOffset(chars));
                prop_assert_eq!(index.byte_from_char(text, CharOffset(chars)), Some(byte));
                prop_assert_eq!(index.utf16_from_byte(text, byte), Utf16Offset(units));
                prop_assert_eq!(index.byte_from_utf16(text, Utf16Offset(units)), Some(byte));
                let within = index.line_utf16_from_byte(text, byte);
                prop_assert_eq!(index.byte_from_line_utf16(text, within), Some(byte));
                prop_assert!(index.line(within.line).contains(byte) || at == text.len());
            }
            if at < text.len() {
                chars += 1;
                units += c.len_utf16() as u32;
            }
        }
        prop_assert_eq!(index.len_chars(), chars);
        prop_assert_eq!(index.len_utf16(), units);
        prop_assert_eq!(index.byte_from_char(text, CharOffset(chars + 1)), None);
        prop_assert_eq!(index.byte_from_line_utf16(text, LineUtf16 { line: LineIdx(index.n_lines() as u32), units: 0 }), None);
    }

    /// Property 3: pieces stay in normal form; with and without are union and difference.
    #[test]
    fn pieces_match_a_bit_set(given in ranges(), other in (0..24usize, 1..6usize)) {
        let other = ByteRange::at(other.0, other.0 + other.1);
        let other_bits = bits(&Pieces::one(other).expect("not empty"));
        let disjoint = given.iter().enumerate().all(|(i, a)| !a.is_empty() && given[..i].iter().all(|b| !a.overlaps(*b)));
        match Pieces::new(given.iter().copied()) {
            Err(_) => prop_assert!(given.is_empty() || !disjoint),
            Ok(pieces) => {
                prop_assert!(disjoint);
                prop_assert!(is_normal(&pieces), "{pieces:?}");
                let with = pieces.with(other).expect("not empty");
                prop_assert!(is_normal(&with), "{with:?}");
                prop_assert_eq!(bits(&with), bits(&pieces) | other_bits);
                let without = pieces.without(other);
                prop_assert!(without.iter().all(is_normal));
                prop_assert_eq!(without.as_ref().map_or(0, bits), bits(&pieces) & !other_bits);
                prop_assert_eq!(pieces.len_bytes(), bits(&pieces).count_ones());
                prop_assert_eq!(pieces.overlaps(other), bits(&pieces) & other_bits != 0);
            }
        }
    }

    /// Property 4: segments concatenate to the whole and carry exactly the marks that cover them.
    #[test]
    fn segments_are_exact(marks in ranges(), within in (0..20usize, 0..12usize)) {
        let within = ByteRange::at(within.0, within.0 + within.1);
        let marks: Vec<_> = marks.into_iter().filter(|mark| !mark.is_empty()).zip((0..).map(AnnotationId)).collect();
        let segments = segments(within, &marks);
        let mut at = within.start();
        for segment in &segments {
            prop_assert_eq!(segment.range.start(), at);
            prop_assert!(!segment.range.is_empty());
            at = segment.range.end();
            let mut active: Vec<_> = segment.active.iter().map(|active| active.id).collect();
            active.sort();
            let covering: Vec<_> = marks.iter().filter(|(mark, _)| mark.covers(segment.range)).map(|&(_, id)| id).collect();
            prop_assert_eq!(active, covering);
            let touching = marks.iter().filter(|(mark, _)| mark.overlaps(segment.range)).count();
            prop_assert_eq!(segment.active.len(), touching);
            let mut levels: Vec<_> = segment.active.iter().map(|active| active.level).collect();
            levels.sort();
            levels.dedup();
            prop_assert_eq!(levels.len(), segment.active.len());
        }
        prop_assert_eq!(at, within.end());
    }

    /// Properties 5, 6 and 9: commands, undo and redo in any order break nothing, and the log tells it all again.
    #[test]
    fn every_history_holds(text in texts(), steps in prop::collection::vec((commands(), 0..10u8), 0..40)) {
        let mut harness = Harness::with_plain_blocks(project(&text));
        let started = harness.project.clone();
        let mut inserted = false;
        for (command, then) in &steps {
            if let Some(command) = command.for_project(&harness.project) {
                let seq = harness.project.seq();
                let made = harness.run(&command);
                prop_assert_eq!(made.is_ok(), harness.project.seq() > seq);
                inserted |= made.is_ok() && matches!(command, jianbao_core::Command::Propose { .. });
            }
            match then {
                0 | 1 => { harness.undo(); }
                2 => { harness.redo(); }
                _ => {}
            }
        }
        let ended = harness.project.clone();
        let mut undone = 0;
        while harness.undo() {
            undone += 1;
        }
        if !inserted {
            prop_assert_eq!(harness.project.set(), started.set());
            prop_assert_eq!(harness.project.labels(), started.labels());
        }
        for _ in 0..undone {
            prop_assert!(harness.redo());
        }
        prop_assert_eq!(harness.project.set(), ended.set());
        prop_assert_eq!(harness.project.labels(), ended.labels());
        harness.check_replay();
    }

    /// A page added at the end changes nothing of what was there, and every undo still fits.
    #[test]
    fn a_longer_text_keeps_all(text in texts(), more in texts(), steps in prop::collection::vec(commands(), 0..20)) {
        let mut harness = Harness::with_plain_blocks(project(&text));
        for command in &steps {
            if let Some(command) = command.for_project(&harness.project) {
                let _refused_or_not = harness.run(&command);
            }
        }
        let (document, _) = harness.project.document.with_page(&more).expect("short");
        let extended = harness.project.extended(document).expect("it begins so");
        prop_assert_eq!(extended.set(), harness.project.set());
        let mut harness = Harness::new(extended);
        while harness.undo() {}
        while harness.redo() {}
        harness.check_replay();
    }

    /// Going back to any point gives what a replay up to there gives, as one step that an undo takes back; what was
    /// done since stays in the log.
    #[test]
    fn going_back_is_what_was_replayed(
        text in texts(), steps in prop::collection::vec((commands(), 0..8u8), 1..40), at in any::<prop::sample::Index>())
    {
        let mut harness = Harness::with_plain_blocks(project(&text));
        let started = harness.project.clone();
        let begun = harness.log.len();
        for (command, then) in &steps {
            if let Some(command) = command.for_project(&harness.project) {
                let _refused_or_not = harness.run(&command);
            }
            match then {
                0 => { harness.undo(); }
                1 => { harness.redo(); }
                _ => {}
            }
        }
        let at = begun + at.index(harness.log.len() - begun + 1);
        let mut then = started;
        replay(&mut then, &harness.log[..at]).expect("a prefix replays");
        let now = harness.project.clone();
        let since = harness.log[at..].iter().map(|entry| entry.transaction.clone()).collect();
        let groups = now.history().undo_groups().len();
        match harness.run(&Command::GoBack { since }) {
            Ok(_) => {
                prop_assert_eq!(harness.project.history().undo_groups().len(), groups + 1);
                prop_assert_eq!(harness.project.seq(), now.seq() + 1);
                // Numbers are never used again, so the two differ in the next one.
                prop_assert!(harness.project.set().iter().eq(then.set().iter()));
                prop_assert_eq!(harness.project.labels(), then.labels());
                prop_assert!(harness.undo());
            }
            // Nothing is different.
            Err(refusal) => {
                prop_assert_eq!(refusal, Refusal::NothingToDo);
                prop_assert_eq!(then.labels(), now.labels());
                prop_assert!(then.set().iter().eq(now.set().iter()));
            }
        }
        prop_assert_eq!(harness.project.set(), now.set());
        prop_assert_eq!(harness.project.labels(), now.labels());
        harness.check_replay();
    }

    /// Going back to before a page came in leaves its text, with its plain blocks, and breaks no rule.
    #[test]
    fn going_back_keeps_later_pages(
        text in texts(), more in texts(), first in prop::collection::vec(commands(), 0..12),
        second in prop::collection::vec(commands(), 0..12))
    {
        let mut harness = Harness::with_plain_blocks(project(&text));
        for command in first.iter().filter_map(|command| command.for_project(&harness.project)).collect::<Vec<_>>() {
            let _refused_or_not = harness.run(&command);
        }
        let then = harness.project.clone();
        let end = then.document.range().end();
        let (document, _) = then.document.with_page(&more).expect("short");
        let mut harness = Harness::with_plain_blocks(then.extended(document).expect("it begins so"));
        for command in &second {
            if let Some(command) = command.for_project(&harness.project) {
                let _refused_or_not = harness.run(&command);
            }
        }
        let since = harness.log.iter().map(|entry| entry.transaction.clone()).collect();
        let now = harness.project.set().clone();
        let went = harness.run(&Command::GoBack { since }).is_ok();
        // The rules were checked by the harness.
        let set = harness.project.set();
        for annotation in then.set().iter() {
            prop_assert_eq!(set.get(annotation.id), Some(annotation));
        }
        let text = harness.project.document.text();
        for block in plain_blocks(text).filter(|block| block.start() >= end) {
            let there = set.blocks_in(block).next();
            prop_assert_eq!(there.map(|found| found.body.ranges().to_vec()), Some(vec![block]));
        }
        prop_assert!(set.iter().all(|found| found.block().is_some() || then.set().get(found.id).is_some()));
        if went {
            prop_assert!(harness.undo());
        }
        prop_assert!(harness.project.set() == &now);
        harness.check_replay();
    }

    /// Queries agree with looking at everything.
    #[test]
    fn queries_agree(text in texts(), steps in prop::collection::vec(commands(), 0..30)) {
        let mut harness = Harness::with_plain_blocks(project(&text));
        for command in &steps {
            if let Some(command) = command.for_project(&harness.project) {
                let _refused_or_not = harness.run(&command);
            }
        }
        let project = &harness.project;
        let (set, text) = (project.set(), project.document.text());
        for block in plain_blocks(text) {
            let live: Vec<_> = set.iter().filter(|a| a.is_live()).collect();
            let mut entities: Vec<_> = set.iter()
                .filter(|a| a.entity().is_some_and(|entity| entity.ranges.overlaps(block))).map(|a| a.id).collect();
            entities.sort();
            let mut found: Vec<_> = set.entities_in(project.document.index(), block).iter().map(|a| a.id).collect();
            found.sort();
            prop_assert_eq!(found, entities);
            let at = block.start();
            let article = live.iter().copied().find(|a| a.article().is_some_and(|article| article.parts.contains(at)));
            prop_assert_eq!(set.article_at(at), article);
            let there = live.iter().copied().find(|a| a.block().is_some_and(|found| found.range.contains(at)));
            prop_assert_eq!(set.block_at(at), there);
        }
        for article in set.articles() {
            let blocks = set.blocks_of(article.id);
            prop_assert!(!blocks.is_empty(), "an article has blocks");
            for block in &blocks {
                prop_assert_eq!(set.article_of(block).map(|a| a.id), Some(article.id));
            }
        }
    }
}

#[test]
fn rejected_articles_that_overlap_do_not_come_back_together() {
    use jianbao_core::annotation::{Annotation, Article, Body, Origin, Pieces, Status};
    use jianbao_core::{AnnotationId, ByteRange, Command, Document, DocumentInfo, LabelSet, Project};
    let (document, _) = Document::ingest("甲乙丙").unwrap();
    let rejected = |id: u32, end| Annotation {
        id: AnnotationId(id),
        body: Body::Article(Article { parts: Pieces::one(ByteRange::at(0, end)).unwrap() }),
        status: Status::Rejected,
        origin: Origin::person(),
        note: None,
        extra: None,
    };
    let articles = [rejected(0, 6), rejected(1, 9)];
    let info = DocumentInfo::default();
    let project = Project::with_annotations(document, info, LabelSet::newspaper(), articles).unwrap();
    let accept = |ids: &[u32]| Command::Accept { ids: ids.iter().copied().map(AnnotationId).collect() };
    assert!(jianbao_core::edit::plan(&project, &accept(&[1])).is_ok());
    assert!(jianbao_core::edit::plan(&project, &accept(&[0, 1])).is_err());
    // The same one twice is no overlap of two.
    assert!(jianbao_core::edit::plan(&project, &accept(&[0, 0])).is_ok());
}
