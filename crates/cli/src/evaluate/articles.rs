//! Articles and roles. Only characters inside lines of the truth count, so lines may be cut differently.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::page::{Line, Page};
use super::{Counts, f1};

/// The figures of one page.
#[derive(Clone, Debug)]
pub struct Scores {
    /// B-cubed precision, recall and F1 over characters.
    b3: [f64; 3],
    /// Adjusted Rand index over characters.
    ari: f64,
    /// WindowDiff and Pk over characters; the window is half the mean segment.
    wd: f64,
    pk: f64,
    /// Articles that share at least nine tenths, or all, of their characters.
    art90: Counts,
    exact: Counts,
    /// Whether every article of the page is exact.
    page_exact: bool,
    /// Article changes between neighboring lines.
    bound: Counts,
    /// Links from an interrupted part to its continuation.
    resume: Counts,
    /// All links between lines that follow each other in an article.
    link: Counts,
    /// Paragraph joins, and those across a blank line or other text.
    join: Counts,
    joinb: Counts,
    /// Inline spans, exact and with the same role.
    inline: Counts,
    /// Pairs of the true and the predicted role of each line.
    roles: Vec<(String, Option<String>)>,
}

/// What a character was predicted to be of.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
enum Company<'a> {
    /// No line was predicted there.
    Nothing,
    Furniture,
    Article(&'a str),
    /// In counts of articles, what is not of any article is on its own, by line.
    Alone(usize),
}

pub fn score(gold: &Page, pred: &Page) -> Scores {
    let lines = &gold.lines;
    let n = lines.iter().chain(&pred.lines).map(|line| line.end).max().unwrap_or(0);
    let mut company = vec![Company::Nothing; n];
    let mut role: Vec<Option<&str>> = vec![None; n];
    for line in &pred.lines {
        company[line.start..line.end]
            .fill(line.article.as_deref().map_or(Company::Furniture, Company::Article));
        role[line.start..line.end].fill(line.role.as_deref());
    }

    // How many characters each true and each predicted article share.
    let mut shared: HashMap<(&str, Company<'_>), usize> = HashMap::new();
    let mut roles = Vec::new();
    let (mut true_bounds, mut found_bounds) = (Vec::new(), Vec::new());
    let (mut true_seq, mut found_seq) = (Vec::new(), Vec::new());
    for (i, line) in lines.iter().enumerate() {
        let most = most_common(&role[line.start..line.end]);
        roles.push((line.role.clone().unwrap_or_default(), most.map(str::to_owned)));
        for &found in &company[line.start..line.end] {
            true_seq.push(line.article.as_deref());
            found_seq.push(found);
            if let Some(article) = line.article.as_deref() {
                let found = if let Company::Article(_) = found { found } else { Company::Alone(i) };
                *shared.entry((article, found)).or_insert(0) += 1;
            }
        }
        if let Some(before) = i.checked_sub(1).map(|i| &lines[i]) {
            // Inside page furniture there is no article boundary to find.
            if before.article.is_some() || line.article.is_some() {
                true_bounds.push(before.article != line.article);
                found_bounds.push(company[before.end - 1] != company[line.start]);
            }
        }
    }

    let (mut of_true, mut of_found) = (HashMap::new(), HashMap::new());
    for (&(article, found), &count) in &shared {
        *of_true.entry(article).or_insert(0) += count;
        *of_found.entry(found).or_insert(0) += count;
    }
    let total = of_true.values().sum::<usize>().max(1) as f64;
    let (mut p, mut r) = (0.0, 0.0);
    let (mut hit90, mut hit) = (0, 0);
    for (&(article, found), &count) in &shared {
        let (truth, found) = (of_true[article], of_found[&found]);
        p += (count * count) as f64 / found as f64;
        r += (count * count) as f64 / truth as f64;
        let iou = count as f64 / (truth + found - count) as f64;
        hit90 += usize::from(iou >= 0.9);
        hit += usize::from(iou >= 1.0 - 1e-9);
    }
    let (p, r) = (p / total, r / total);
    let counts = |hit| Counts { hit, pred: of_found.len(), gold: of_true.len() };
    let trues = |bounds: &[bool]| bounds.iter().filter(|bound| **bound).count();
    let both = true_bounds.iter().zip(&found_bounds).filter(|(a, b)| **a && **b).count();
    let (wd, pk) = windows(&true_seq, &found_seq, 1 + trues(&true_bounds));
    let (of_gold, of_pred) = (Links::of(gold), Links::of(pred));
    let continues = |counts| if gold.continues { counts } else { Counts::default() };
    let inline = |page: &Page| -> HashSet<(usize, usize, String)> {
        page.lines.iter().flat_map(|line| line.inline.iter().cloned()).collect()
    };
    Scores {
        b3: [p, r, f1(p, r)],
        ari: adjusted_rand(&shared, &of_true, &of_found, total),
        wd,
        pk,
        art90: counts(hit90),
        exact: counts(hit),
        page_exact: hit == of_true.len() && hit == of_found.len(),
        bound: Counts { hit: both, pred: trues(&found_bounds), gold: trues(&true_bounds) },
        resume: common(&of_gold.resume, &of_pred.resume),
        link: common(&of_gold.all, &of_pred.all),
        join: continues(common(&of_gold.join, &of_pred.join)),
        joinb: continues(common(&of_gold.joinb, &of_pred.joinb)),
        inline: if gold.roles { common(&inline(gold), &inline(pred)) } else { Counts::default() },
        roles: if gold.roles { roles } else { Vec::new() },
    }
}

/// The first of the most frequent values.
fn most_common<'a>(values: &[Option<&'a str>]) -> Option<&'a str> {
    let mut counts: Vec<(Option<&str>, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(other, _)| other == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((*value, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most)?.0
}

fn adjusted_rand<A, B, C>(
    shared: &HashMap<A, usize>,
    of_true: &HashMap<B, usize>,
    of_found: &HashMap<C, usize>,
    total: f64,
) -> f64 {
    let pairs = |count: &usize| {
        let count = *count as f64;
        count * (count - 1.0) / 2.0
    };
    let together: f64 = shared.values().map(pairs).sum();
    let a: f64 = of_true.values().map(pairs).sum();
    let b: f64 = of_found.values().map(pairs).sum();
    let all = total * (total - 1.0) / 2.0;
    let expected = a * b / if all == 0.0 { 1.0 } else { all };
    let most = (a + b) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

/// WindowDiff and Pk.
fn windows(truth: &[Option<&str>], found: &[Company<'_>], segments: usize) -> (f64, f64) {
    let n = truth.len();
    // Half the mean segment, rounded half to even.
    let half = n as f64 / segments as f64 / 2.0;
    let k = (half.round_ties_even() as usize).max(2);
    if n <= k {
        return (0.0, 0.0);
    }
    fn changes<T: PartialEq>(sequence: &[T]) -> Vec<usize> {
        let mut count = 0;
        let changes = sequence.windows(2).map(|pair| {
            count += usize::from(pair[0] != pair[1]);
            count
        });
        [0].into_iter().chain(changes).collect()
    }
    let (a, b) = (changes(truth), changes(found));
    let windows = 0..n - k;
    let differ = windows.clone().filter(|&i| a[i + k] - a[i] != b[i + k] - b[i]).count();
    let apart = windows.filter(|&i| (a[i + k] == a[i]) != (b[i + k] == b[i])).count();
    (differ as f64 / (n - k) as f64, apart as f64 / (n - k) as f64)
}

type Link = (usize, usize);

/// From the end of a line to the start of the next one of its article in reading order.
#[derive(Default)]
struct Links {
    all: HashSet<Link>,
    join: HashSet<Link>,
    joinb: HashSet<Link>,
    resume: HashSet<Link>,
}

impl Links {
    fn of(page: &Page) -> Self {
        let place: HashMap<usize, usize> =
            page.lines.iter().enumerate().map(|(i, line)| (line.start, i)).collect();
        let mut links = Self::default();
        for lines in reading(page) {
            for pair in lines.windows(2) {
                let (before, line) = (pair[0], pair[1]);
                let link = (before.end, line.start);
                let far = place[&line.start] != place[&before.start] + 1;
                links.all.insert(link);
                if far {
                    links.resume.insert(link);
                }
                if line.continues {
                    links.join.insert(link);
                    // A gap of two is a blank line; reading order may also lead back.
                    if far || line.start >= before.end + 2 {
                        links.joinb.insert(link);
                    }
                }
            }
        }
        links
    }
}

/// The lines of each article in reading order.
fn reading(page: &Page) -> Vec<Vec<&Line>> {
    let mut of_article: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &page.lines {
        if let Some(article) = &line.article {
            of_article.entry(article).or_default().push(line);
        }
    }
    let mut out: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for article in &page.articles {
        let Some(lines) = of_article.get(article.id.as_str()) else { continue };
        let mut used = HashSet::new();
        let mut order: Vec<&Line> = Vec::new();
        for &(start, end) in &article.parts {
            order.extend(
                lines.iter().filter(|line| line.start >= start && line.end <= end && used.insert(line.start)),
            );
        }
        order.extend(lines.iter().filter(|line| !used.contains(&line.start)));
        out.insert(&article.id, order);
    }
    for (id, lines) in of_article {
        out.entry(id).or_insert(lines);
    }
    out.into_values().collect()
}

fn common<T: Eq + std::hash::Hash>(gold: &HashSet<T>, pred: &HashSet<T>) -> Counts {
    Counts { hit: gold.intersection(pred).count(), pred: pred.len(), gold: gold.len() }
}

/// The figures over all pages: counts are summed, shares are averaged.
#[derive(Debug, Default)]
pub struct Sum(Vec<Scores>);

impl Sum {
    pub fn add(&mut self, page: &Scores) {
        self.0.push(page.clone());
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn mean(&self, of: impl Fn(&Scores) -> f64) -> f64 {
        self.0.iter().map(of).sum::<f64>() / self.0.len() as f64
    }

    fn counts(&self, of: impl Fn(&Scores) -> Counts) -> Counts {
        let mut sum = Counts::default();
        self.0.iter().for_each(|page| sum.add(of(page)));
        sum
    }

    fn b3(&self) -> [f64; 3] {
        [0, 1, 2].map(|i| self.mean(|page| page.b3[i]))
    }

    fn tables(&self) -> [(&'static str, Counts); 8] {
        [
            ("art90", self.counts(|page| page.art90)),
            ("exact", self.counts(|page| page.exact)),
            ("bound", self.counts(|page| page.bound)),
            ("resume", self.counts(|page| page.resume)),
            ("link", self.counts(|page| page.link)),
            ("join", self.counts(|page| page.join)),
            ("joinb", self.counts(|page| page.joinb)),
            ("inline", self.counts(|page| page.inline)),
        ]
    }

    /// Accuracy, macro-F1 over the roles of the truth, and the counts of each.
    fn roles(&self) -> Option<(f64, f64, BTreeMap<&str, Counts>)> {
        let pairs: Vec<(&str, Option<&str>)> = self
            .0
            .iter()
            .flat_map(|page| &page.roles)
            .map(|(gold, pred)| (gold.as_str(), pred.as_deref()))
            .collect();
        if pairs.is_empty() {
            return None;
        }
        let right = pairs.iter().filter(|(gold, pred)| Some(*gold) == *pred).count();
        let names: BTreeSet<&str> = pairs.iter().map(|(gold, _)| *gold).collect();
        let of = |name: &str| Counts {
            hit: pairs.iter().filter(|(gold, pred)| *gold == name && *pred == Some(name)).count(),
            pred: pairs.iter().filter(|(_, pred)| *pred == Some(name)).count(),
            gold: pairs.iter().filter(|(gold, _)| *gold == name).count(),
        };
        let roles: BTreeMap<&str, Counts> = names.into_iter().map(|name| (name, of(name))).collect();
        let macro_f = roles.values().map(|counts| counts.prf()[2]).sum::<f64>() / roles.len() as f64;
        Some((right as f64 / pairs.len() as f64, macro_f, roles))
    }

    pub fn json(&self) -> Value {
        let row = |counts: Counts| {
            let [p, r, f] = counts.prf();
            json!([p, r, f, counts.gold])
        };
        let mut out = json!({
            "pages": self.0.len(),
            "b3": self.b3(),
            "ari": self.mean(|page| page.ari),
            "wd": self.mean(|page| page.wd),
            "pk": self.mean(|page| page.pk),
            "page_exact": self.mean(|page| f64::from(u8::from(page.page_exact))),
        });
        for (name, counts) in self.tables() {
            out[name] = row(counts);
        }
        if let Some((accuracy, macro_f, roles)) = self.roles() {
            out["role_acc"] = accuracy.into();
            out["role_macro"] = macro_f.into();
            out["role_f"] = roles.into_iter().map(|(name, counts)| (name.to_owned(), row(counts))).collect();
        }
        out
    }

    pub fn text(&self) -> String {
        let triple = |[p, r, f]: [f64; 3]| format!("P {p:.3} R {r:.3} F {f:.3}");
        let mut out = format!("articles, {} pages\n", self.0.len());
        let mut line = |name: &str, value: String| {
            writeln!(out, "  {name:<10} {value}").expect("writing to a string cannot fail");
        };
        line("b3", triple(self.b3()));
        for (name, counts) in self.tables() {
            line(name, format!("{}  ({}/{}/{})", triple(counts.prf()), counts.hit, counts.pred, counts.gold));
        }
        line("ari", format!("{:.3}", self.mean(|page| page.ari)));
        line("wd, pk", format!("{:.3}, {:.3}", self.mean(|page| page.wd), self.mean(|page| page.pk)));
        line("pages", format!("{:.3} exact", self.mean(|page| f64::from(u8::from(page.page_exact)))));
        if let Some((accuracy, macro_f, roles)) = self.roles() {
            line("role", format!("accuracy {accuracy:.3}, macro F {macro_f:.3}"));
            for (name, counts) in roles {
                line(&format!("  {name}"), format!("{}  ({})", triple(counts.prf()), counts.gold));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines `(start, end, role, article, continues)`; an article's parts are its lines.
    fn page(lines: &[(usize, usize, &str, Option<&str>, bool)]) -> Page {
        let lines = lines.iter().map(|(start, end, role, article, continues)| Line {
            start: *start,
            end: *end,
            role: Some((*role).to_owned()),
            article: article.map(str::to_owned),
            continues: *continues,
            inline: Vec::new(),
        });
        Page { lines: lines.collect(), ..Page::default() }
    }

    fn gold() -> Page {
        page(&[
            (0, 4, "headline", Some("a"), false),
            (5, 15, "body", Some("a"), false),
            (16, 20, "headline", Some("b"), false),
            (22, 32, "body", Some("b"), false),
            (34, 44, "body", Some("a"), true),
            (45, 50, "other", None, false),
        ])
    }

    #[test]
    fn the_truth_scores_full_marks() {
        let scores = score(&gold(), &gold());
        assert_eq!(scores.b3, [1.0; 3]);
        assert_eq!(scores.ari, 1.0);
        assert_eq!((scores.wd, scores.pk), (0.0, 0.0));
        assert!(scores.page_exact);
        assert_eq!(scores.exact, Counts { hit: 2, pred: 2, gold: 2 });
        assert_eq!(scores.bound, Counts { hit: 3, pred: 3, gold: 3 });
        assert_eq!(scores.resume, Counts { hit: 1, pred: 1, gold: 1 });
        assert_eq!(scores.link, Counts { hit: 3, pred: 3, gold: 3 });
        assert_eq!(scores.join, Counts { hit: 1, pred: 1, gold: 1 });
        assert_eq!(scores.joinb, Counts { hit: 1, pred: 1, gold: 1 });
    }

    #[test]
    fn a_continuation_taken_for_an_article_of_its_own_costs_what_it_should() {
        let mut pred = gold();
        pred.lines[4].article = Some("c".to_owned());
        pred.lines[5].article = Some("c".to_owned());
        pred.lines[5].role = Some("body".to_owned());
        let scores = score(&gold(), &pred);
        // 24 characters of a in two, 14 of b whole: nothing strange stands together, but a is apart.
        let recall = (14.0 * 14.0 / 24.0 + 10.0 * 10.0 / 24.0 + 14.0) / 38.0;
        assert_eq!(scores.b3[0], 1.0);
        assert!((scores.b3[1] - recall).abs() < 1e-12);
        assert_eq!(scores.exact, Counts { hit: 1, pred: 3, gold: 2 });
        assert_eq!(scores.art90, Counts { hit: 1, pred: 3, gold: 2 });
        assert_eq!(scores.resume, Counts { hit: 0, pred: 0, gold: 1 });
        assert_eq!(scores.link, Counts { hit: 2, pred: 3, gold: 3 });
        // The line before the furniture is no boundary any more.
        assert_eq!(scores.bound, Counts { hit: 2, pred: 2, gold: 3 });
        let mut sum = Sum::default();
        sum.add(&scores);
        let (accuracy, macro_f, roles) = sum.roles().unwrap();
        assert!((accuracy - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(roles["other"], Counts { hit: 0, pred: 0, gold: 1 });
        assert!((macro_f - (1.0 + 6.0 / 7.0 + 0.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_found_scores_nothing() {
        let scores = score(&gold(), &Page::default());
        // Each line of an article stands alone.
        assert_eq!(scores.exact, Counts { hit: 0, pred: 5, gold: 2 });
        assert_eq!(scores.link.hit, 0);
        assert_eq!(scores.b3[0], 1.0);
        assert!(scores.b3[1] < 0.6);
        assert!(!scores.page_exact);
    }
}
