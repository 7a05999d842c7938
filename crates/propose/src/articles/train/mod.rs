//! Trains an [`ArticleModel`](super::ArticleModel) from pages whose articles are known.
//!
//! The same pages and the same seed give the same bytes.

mod augment;
mod chain;
mod counting;
mod extras;
mod gold;
mod jumble;
mod pairing;
mod sections;
mod tables;

use jianbao_core::{ByteRange, Role};

use super::features::{self, PageForm};
use super::lines::{Line, LineCutter};
use super::model::ArticleModel;
use super::pairs;
use super::units::{self, Unit};
use counting::{Tally, WithoutPage};

/// A page whose articles are known.
#[derive(Clone, Debug)]
pub struct TrainingPage {
    /// The text, ingested.
    pub text: String,
    /// Pages made from the same articles have the same source; its text is counted once.
    pub source: String,
    /// In text order.
    pub lines: Vec<TrainingLine>,
    /// The parts of every article, in reading order, in bytes.
    pub articles: Vec<Vec<ByteRange>>,
}

/// A line of a training page.
#[derive(Clone, Debug)]
pub struct TrainingLine {
    /// Where it is, in bytes.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
    /// The index of its article; none for page furniture.
    pub article: Option<u32>,
    /// Whether it continues the paragraph before it in reading order.
    pub continues: bool,
}

/// Disordered pages that are made of each page in sequence.
const JUMBLES: usize = 4;

/// Networks whose scores are averaged.
const NETWORKS: u64 = 5;

/// A page, cut into units, with what is true of them.
struct Prepared {
    lines: Vec<Line>,
    units: Vec<Unit>,
    form: PageForm,
    gold: Vec<gold::Truth>,
    source: usize,
}

/// A small generator of numbers that look random; the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn cut(text: &str) -> Vec<Line> {
    let mut cutter = LineCutter::new(text);
    let mut lines = Vec::new();
    while cutter.next_line(text, &mut lines) {}
    lines
}

/// The results for `0..n` in order, worked out by two threads.
fn in_parallel<T: Send>(n: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let rest = scope.spawn(|| (n / 2..n).map(&work).collect::<Vec<T>>());
        let mut out: Vec<T> = (0..n / 2).map(&work).collect();
        out.extend(rest.join().expect("the work panics only on a programming error"));
        out
    })
}

/// Trains a model. Pages of the same `source` are made from the same articles.
pub fn train(pages: &[TrainingPage], seed: u64) -> Vec<u8> {
    let mut sources: Vec<&str> = pages.iter().map(|p| p.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let tally = Tally::of(pages, &sources);
    let table = tally.table();
    let mut dice = Dice::new(seed ^ 0xA06);
    let mut varied: Vec<TrainingPage> = pages.iter().map(|page| augment::vary(page, &mut dice)).collect();
    for _ in 0..JUMBLES {
        varied.extend(pages.iter().filter_map(|page| augment::jumble(page, &mut dice)));
    }
    let prepared: Vec<Prepared> = pages
        .iter()
        .chain(&varied)
        .map(|page| {
            let lines = cut(&page.text);
            let wrap = units::wrap_width(&lines);
            let units = units::units(&lines, wrap);
            let form = PageForm::of(&lines, &units, wrap.is_some());
            let gold = gold::truths(page, &lines, &units);
            let source = sources.binary_search(&page.source.as_str()).unwrap_or(0);
            Prepared { lines, units, form, gold, source }
        })
        .collect();
    let facts: Vec<_> = in_parallel(prepared.len(), |k| {
        let p = &prepared[k];
        features::facts(&p.units, &WithoutPage { table: &table, tally: &tally, source: p.source })
    });
    let net = pairing::train(&prepared, &facts, &table, &tally, seed);
    let rows: Vec<Vec<Vec<u16>>> = in_parallel(prepared.len(), |k| {
        let (p, f) = (&prepared[k], &facts[k]);
        let counts = WithoutPage { table: &table, tally: &tally, source: p.source };
        let far = pairs::scored(&net, &p.units, f, &counts).best;
        (0..p.units.len()).map(|u| features::unit_rows(&p.lines, &p.units, f, p.form, &far, u)).collect()
    });
    let (prepared, rows) = (&prepared, &rows);
    let networks = std::thread::scope(|scope| {
        let started: Vec<_> = (0..NETWORKS)
            .map(|k| scope.spawn(move || chain::train(prepared, rows, pages.len(), seed + k)))
            .collect();
        started
            .into_iter()
            .map(|thread| thread.join().expect("training panics only on a programming error"))
            .collect()
    });
    ArticleModel::new(table, net, networks).save()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of an invented paper: two articles of two paragraphs.
    fn page(source: &str, subject: &str) -> TrainingPage {
        let lines = [
            (Role::Headline, 0, format!("{subject}换了新路灯")),
            (Role::Body, 0, format!("本报讯（记者 谷小满）{subject}的路灯昨晚全部亮起，𠮷师傅👩‍🔧修了三天。")),
            (Role::Body, 0, format!("{subject}的café营业到十点，居民说夜里不再摸黑。")),
            (Role::Headline, 1, "河堤种下千棵柳".to_owned()),
            (Role::Body, 1, "本报讯（记者 毛雨）四百名学生在河堤种柳，林场送来树苗。".to_owned()),
            (Role::Body, 1, "林场说，秋天还要再种一次。".to_owned()),
        ];
        let mut text = String::new();
        let mut found = Vec::new();
        for (role, article, line) in lines {
            let start = text.len();
            text.push_str(&line);
            let range = ByteRange::at(start, text.len());
            found.push(TrainingLine { range, role, article: Some(article), continues: false });
            text.push('\n');
        }
        let whole = |a: usize, b: usize| vec![ByteRange::new(found[a].range.start(), found[b].range.end())];
        let articles = vec![whole(0, 2), whole(3, 5)];
        TrainingPage { text, source: source.to_owned(), lines: found, articles }
    }

    #[test]
    fn the_same_pages_and_seed_give_the_same_bytes_and_another_seed_others() {
        let pages = [page("one", "柳巷"), page("two", "桥东")];
        let model = train(&pages, 1);
        assert!(model == train(&pages, 1));
        assert!(model != train(&pages, 2));
        assert!(ArticleModel::load(&model).is_ok());
    }
}
