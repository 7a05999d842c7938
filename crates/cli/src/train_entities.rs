//! `jianbao train entities`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use jianbao_propose::entities::structure::TRANSLITERATION;
use jianbao_propose::entities::tagger::crf::Span;
use jianbao_propose::entities::tagger::features::Convention;
use jianbao_propose::entities::tagger::lexicon::class;
use jianbao_propose::entities::tagger::network::PackedNetwork;
use jianbao_propose::entities::tagger::weights::LABELS;
use jianbao_propose::entities::train::network::{NetworkSettings, train_network};
use jianbao_propose::entities::train::templates::{Lists, fill};
use jianbao_propose::entities::train::{Example, Settings, Words, assemble, calibrate, train, vary};
use jianbao_propose::entities::{EntityModel, PackedModel};
use jianbao_propose::protocol::EntityModelKind;

/// Trains the entity model and prints its scores.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with `ner/<set>/{train,dev}.jsonl` and `lexicon/*.txt`.
    #[arg(long)]
    data: PathBuf,
    /// Which model: `newspaper` (all sets) or `open` (openly licensed sets only).
    #[arg(long, value_enum)]
    model: Which,
    /// The project's own sentences.
    #[arg(long, default_value = "corpus/sentences.jsonl")]
    corpus: PathBuf,
    /// Templates of sentences, for `open`.
    #[arg(long, default_value = "corpus/templates.txt")]
    templates: PathBuf,
    /// A dictionary of lines `word frequency tag`: `dict.txt` of the crate jieba-rs (MIT).
    #[arg(long)]
    dictionary: Option<PathBuf>,
    /// Dictionary words that are no names are left out below this frequency.
    #[arg(long, default_value_t = 10)]
    min_frequency: u32,
    /// Passes over the sentences.
    #[arg(long)]
    epochs: Option<usize>,
    /// Strength of L1.
    #[arg(long)]
    l1: Option<f32>,
    /// Learning rate.
    #[arg(long)]
    alpha: Option<f32>,
    /// Taken from the score of outside, so that fewer names are missed.
    /// Chosen by the scores when it is not given.
    #[arg(long)]
    outside_penalty: Option<f32>,
    /// Leaves a set out, to see what it brings.
    #[arg(long)]
    without: Vec<String>,
    /// The share of features left out at each position.
    #[arg(long)]
    dropout: Option<f32>,
    /// Features seen less often are left out.
    #[arg(long)]
    min_count: Option<u32>,
    /// Width of one direction of the network; 0 for none.
    #[arg(long)]
    width: Option<usize>,
    /// Passes of the network over the sentences.
    #[arg(long)]
    network_epochs: Option<usize>,
    /// Learning rate of the network.
    #[arg(long)]
    network_rate: Option<f32>,
    /// Prints the errors on MSRA dev by kind, and so many of the most frequent ones.
    #[arg(long)]
    errors: Option<usize>,
    /// Where to write the model.
    #[arg(long)]
    out: PathBuf,
}

/// The two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    Newspaper,
    Open,
}

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    spans: Vec<(usize, usize, String)>,
    /// The links of chains of places.
    #[serde(default)]
    nested: Vec<(usize, usize, String)>,
    #[serde(default)]
    held_out: bool,
}

fn lines(path: &Path) -> anyhow::Result<Vec<Line>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("bad line in {}", path.display())))
        .collect()
}

fn examples(lines: &[Line], convention: Convention) -> Vec<Example> {
    lines.iter().filter_map(|l| Example::new(&l.text, &l.spans, convention)).collect()
}

/// Examples by MSRA's conventions: the links of a chain of places are marks of their own.
fn by_links(lines: &[Line]) -> Vec<Example> {
    let split = |line: &Line| {
        let is_chain = |span: &(usize, usize, String)| {
            span.2 == "LOC" && line.nested.iter().any(|link| span.0 <= link.0 && link.1 <= span.1)
        };
        let mut spans: Vec<_> = line.spans.iter().filter(|span| !is_chain(span)).cloned().collect();
        let chains = || line.spans.iter().filter(|span| is_chain(span));
        let in_chain = |link: &(usize, usize, String)| chains().any(|c| c.0 <= link.0 && link.1 <= c.1);
        spans.extend(line.nested.iter().filter(|link| in_chain(link)).cloned());
        Example::new(&line.text, &spans, Convention::Msra)
    };
    lines.iter().filter_map(split).collect()
}

/// The words for the slots of the templates, from lists of open licences.
fn words_for_slots(args: &Args) -> anyhow::Result<Lists> {
    let read = |name: &str| -> anyhow::Result<Vec<String>> {
        let path = args.data.join("lexicon").join(format!("{name}.txt"));
        let list =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(list.lines().map(str::to_owned).collect())
    };
    let chars = |list: &str| list.chars().map(String::from).collect::<Vec<_>>();
    let words = |list: &str| list.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let surnames = read("surnames_common")?;
    let single: Vec<&String> = surnames.iter().filter(|s| s.chars().count() == 1).collect();
    // Given names: those of the dictionary's people with a common surname; foreign ones: its transliterated names.
    let (mut given, mut people, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    let dictionary = match &args.dictionary {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => String::new(),
    };
    for line in dictionary.lines() {
        let mut fields = line.split_whitespace();
        let (Some(word), _, Some(tag)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let len = word.chars().count();
        let by_sound = word.chars().all(|c| TRANSLITERATION.contains(c) || c == '·');
        match tag {
            "nrt" | "nr" if by_sound && (3..=7).contains(&len) => foreign.push(word.to_owned()),
            "nr" if (2..=3).contains(&len) => {
                if let Some(rest) = single.iter().find_map(|s| word.strip_prefix(s.as_str())) {
                    people.push(word.to_owned());
                    if rest.chars().count() == 2 {
                        given.push(rest.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    let brands: Vec<String> = foreign.iter().filter(|w| w.chars().count() <= 4).cloned().collect();
    let world = read("world_places")?;
    let countries = world.into_iter().filter(|w| (2..=6).contains(&w.chars().count())).collect();
    let long = |list: Vec<String>| list.into_iter().filter(|w| w.chars().count() >= 2).collect::<Vec<_>>();
    Ok([
        ("中", chars("中中中美美英法德日日俄韩朝越印巴以埃意加澳泰新菲缅苏伊墨华华非欧亚")),
        ("京", chars("京京京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘青宁新港澳台蒙")),
        ("国", countries),
        ("城", long(read("cn_admin_province_city")?)),
        ("县", long(read("cn_admin_county")?)),
        ("村", words("李家村 柳河镇 小王庄 石桥乡 杨树湾村 红旗镇 东风乡 大沟村 双河镇 前进村 白马乡 三里屯村")),
        ("人", people),
        ("名", given),
        ("姓", single.into_iter().cloned().collect()),
        ("外", foreign),
        ("职", read("titles")?),
        ("部", read("org_suffix")?),
        ("机", read("news_core_org")?),
        ("外社", brands),
        ("号", words("东方 长江 红星 建设 新华 第一 第二 光明 远大 金龙 华光 三联 海鸥 春风 胜利 友谊 天马 长虹 宏远 四通")),
        ("媒", words("新华社 路透社 法新社 美联社 共同社 人民日报 光明日报 经济日报 中新社 塔斯社 中央电视台 工人日报")),
        ("联", words("联合国 联合国安理会 世界卫生组织 国际奥委会 世界银行 国际货币基金组织 安理会 北约 世界贸易组织")),
        ("欧", words("欧盟 欧共体 东盟 非统组织 阿盟 北约 欧洲议会 海湾合作委员会 欧佩克")),
        ("会", words("议会 国会 众议院 参议院 足协 奥委会 外交部 国防部 内政部 中央银行 最高法院 共产党 社会党 工党 内阁 广播公司 科学院 警察局 空军 海军 联邦政府")),
        ("校", words("一中 二中 三中 师大 农大 大学 中学 小学 师范学院 医学院 美术学院 职业中专 党校 附中 体育学院 工学院")),
        ("东", words("中东 东南亚 东北 西北 江南 华北 华南 西南 亚太 欧洲 非洲 亚洲 拉美 南美 巴尔干 波罗的海 海湾 长江 黄河 太平洋")),
    ]
    .map(|(slot, words)| (slot.to_owned(), words))
    .into())
}

/// How often each template is filled, by each of two conventions.
const FILLED: usize = 8;

/// Trains and writes the model.
///
/// # Errors
/// When a file is missing or malformed.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let set = |name: &str, part: &str| {
        if args.without.iter().any(|w| w == name) && part == "train" {
            return Ok(Vec::new());
        }
        lines(&args.data.join("ner").join(name).join(format!("{part}.jsonl")))
    };
    let own = lines(&args.corpus)?;
    let (held, own): (Vec<Line>, Vec<Line>) = own.into_iter().partition(|l| l.held_out);
    let mut sentences = Vec::new();
    // Our own are few and are what the product follows, so they are seen twice.
    for _ in 0..2 {
        sentences.extend(examples(&own, Convention::Guideline));
    }
    match args.model {
        Which::Newspaper => {
            sentences.extend(examples(&set("msra", "train")?, Convention::Msra));
            for part in [set("pfr98", "train")?, set("pfr98_time", "dev")?] {
                sentences.extend(examples(&part, Convention::PeoplesDaily));
            }
        }
        Which::Open => {
            sentences.extend(examples(&set("uner_gsdsimp", "train")?, Convention::Wikipedia));
            sentences.extend(examples(&set("uner_gsdsimp", "dev")?, Convention::Wikipedia));
            sentences.extend(examples(&set("aishell_ner", "dev")?, Convention::Spoken));
            let mut places = Vec::new();
            for name in ["cn_admin_province_city", "world_places", "news_core_loc"] {
                let path = args.data.join("lexicon").join(format!("{name}.txt"));
                let list = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                places.extend(list.lines().map(|l| l.chars().collect::<Vec<_>>()).filter(|w| w.len() >= 2));
            }
            let others = sentences.split_off(2 * own.len());
            sentences.extend(vary(&examples(&own, Convention::Guideline), &places, 6));
            let by_links = by_links(&own);
            sentences.extend(vary(&by_links, &places, 1));
            sentences.extend(by_links);
            let templates = std::fs::read_to_string(&args.templates)
                .with_context(|| format!("cannot read {}", args.templates.display()))?;
            let lists = words_for_slots(args)?;
            for convention in [Convention::Guideline, Convention::Msra] {
                sentences.extend(fill(&templates, &lists, FILLED, convention)?);
            }
            sentences.extend(vary(&others, &places, 1));
            sentences.extend(others);
        }
    }
    let msra_dev = examples(&set("msra", "dev")?, Convention::Msra);
    // What is scored is not trained on, also not as a sentence of another set.
    let seen: std::collections::BTreeSet<&[char]> = msra_dev.iter().map(|e| e.text.as_slice()).collect();
    sentences.retain(|e| !seen.contains(e.text.as_slice()) && !e.text.is_empty());

    let mut words = Words::default();
    let lexicon = args.data.join("lexicon");
    for (name, class) in [
        ("cn_admin_province_city", class::CORE_PLACE),
        ("cn_admin_county", class::CORE_PLACE),
        ("world_places", class::CORE_PLACE),
        ("news_core_loc", class::CORE_PLACE),
        ("thuocl_places", class::PLACE),
        ("thuocl_historical_people", class::PERSON),
        ("news_core_org", class::ORGANIZATION),
        ("titles", class::TITLE),
        ("org_suffix", class::ORGANIZATION_END),
        ("place_suffix", class::PLACE_END),
    ] {
        let path = lexicon.join(format!("{name}.txt"));
        let list =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        words.add_list(&list, class);
    }
    if let Some(path) = &args.dictionary {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        words.add_dictionary(&text, args.min_frequency);
    }
    let packed_lexicon = words.pack();
    let lexicon = packed_lexicon.unpack().context("the lexicon cannot be read back")?;
    println!("{} sentences, {} words", sentences.len(), words.len());

    let mut settings = Settings::default();
    settings.epochs = args.epochs.unwrap_or(settings.epochs);
    settings.l1 = args.l1.unwrap_or(settings.l1);
    settings.alpha = args.alpha.unwrap_or(settings.alpha);
    settings.dropout = args.dropout.unwrap_or(settings.dropout);
    settings.min_count = args.min_count.unwrap_or(settings.min_count);
    let trained =
        train(&sentences, &lexicon, settings, |epoch, loss| println!("pass {epoch}: loss {loss:.3}"));
    println!("{} features", trained.n_features);
    let kind = match args.model {
        Which::Newspaper => EntityModelKind::Newspaper,
        Which::Open => EntityModelKind::Open,
    };
    let mut packed = assemble(kind, packed_lexicon, trained, Convention::Guideline, Vec::new());
    let mut network = NetworkSettings::default();
    network.width = args.width.unwrap_or(network.width);
    network.epochs = args.network_epochs.unwrap_or(network.epochs);
    network.rate = args.network_rate.unwrap_or(network.rate);
    if network.width > 0 {
        let parameters = train_network(&sentences, &lexicon, network, |epoch, loss| {
            println!("network, pass {epoch}: loss {loss:.3}");
        });
        packed.network = Some(PackedNetwork::new(&parameters));
    }
    packed.mix = [0.7, 0.4];
    let model = EntityModel::unpack(&packed).context("the model cannot be read back")?;
    let held = examples(&held, Convention::Guideline);
    score("msra dev", &model, &msra_dev, None);
    for convention in [Convention::Guideline, Convention::Wikipedia, Convention::Spoken] {
        score(&format!("msra dev read by {convention:?}"), &model, &msra_dev, Some(convention));
    }
    choose(&mut packed, &msra_dev, &held, args)?;
    println!("mix {:?}, penalty {}", packed.mix, packed.outside_penalty);
    let model = EntityModel::unpack(&packed).context("the model cannot be read back")?;
    let said = score("own held out", &model, &held, None);
    let both: Vec<(f64, bool)> =
        said.said.into_iter().chain(score("msra dev", &model, &msra_dev, None).said).collect();
    if let Some(most) = args.errors {
        print_errors(&model, &msra_dev, most);
    }
    // Half fits the calibration, the other half tells how good it is.
    let half = |keep: usize| {
        both.iter().enumerate().filter(|(i, _)| i % 2 == keep).map(|(_, s)| *s).collect::<Vec<_>>()
    };
    packed.calibration = calibrate(half(0), 60);
    let model = EntityModel::unpack(&packed).context("the calibration does not rise")?;
    reliability(&model, &half(1));
    let bytes = packed.to_bytes()?;
    std::fs::write(&args.out, &bytes).with_context(|| format!("cannot write {}", args.out.display()))?;
    println!("{} bytes in {}", bytes.len(), args.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Chooses how much features and network count, and the penalty of outside, by exact F1 and half of
/// the overlap recall: a missed name costs a person more than a wrong edge.
fn choose(
    packed: &mut PackedModel,
    msra_dev: &[Example],
    held: &[Example],
    args: &Args,
) -> anyhow::Result<()> {
    let mixes: &[[f32; 2]] = if packed.network.is_some() {
        &[[0.0, 1.0], [1.0, 0.2], [0.8, 0.3], [0.7, 0.4], [0.8, 0.5], [0.6, 0.6], [0.8, 0.8]]
    } else {
        &[[1.0, 0.0]]
    };
    let mut best = (0.0, packed.mix, 0.0);
    for &mix in mixes {
        for penalty in [0.0f32, 0.2, 0.4, 0.6, 0.8, 1.0, 1.4] {
            if args.outside_penalty.is_some_and(|p| p != penalty) {
                continue;
            }
            (packed.mix, packed.outside_penalty) = (mix, penalty);
            let model = EntityModel::unpack(packed).context("the model cannot be read back")?;
            let name = format!("mix {mix:?} penalty {penalty}");
            let dev = score(&format!("{name}: msra dev"), &model, msra_dev, None);
            let own = score(&format!("{name}: own held out"), &model, held, None);
            let good = dev.good() + own.good() / 4.0;
            if good > best.0 {
                best = (good, mix, penalty);
            }
        }
    }
    (packed.mix, packed.outside_penalty) = (best.1, best.2);
    Ok(())
}

/// What came of a reading.
struct Score {
    /// What was said of each proposed name, and whether it is right.
    said: Vec<(f64, bool)>,
    f1: f64,
    overlap_recall: f64,
}

impl Score {
    fn good(&self) -> f64 {
        self.f1 + self.overlap_recall / 2.0
    }
}

/// Prints exact F1, and the share of names that something with their label overlaps, and something at all; gives what was said of each
/// proposed name and whether it is right.
fn score(name: &str, model: &EntityModel, examples: &[Example], read_by: Option<Convention>) -> Score {
    let mut said = Vec::new();
    let Some(tagger) = &model.tagger else { return Score { said, f1: 0.0, overlap_recall: 0.0 } };
    let (mut right, mut proposed, mut gold, mut touched, mut seen) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut chars = 0;
    let started = std::time::Instant::now();
    for example in examples {
        let emissions = tagger.emissions(&example.text, read_by.unwrap_or(example.convention));
        let found = tagger.decode(&emissions);
        chars += example.text.len();
        gold += example.spans.len();
        proposed += found.len();
        for item in &found {
            let is_right = example.spans.contains(&item.span);
            right += usize::from(is_right);
            said.push((item.probability, is_right));
        }
        touched += example
            .spans
            .iter()
            .filter(|g| found.iter().any(|f| f.span.2 == g.2 && f.span.0 < g.1 && g.0 < f.span.1))
            .count();
        let is_seen = |g: &&Span| found.iter().any(|f| f.span.0 < g.1 && g.0 < f.span.1);
        seen += example.spans.iter().filter(is_seen).count();
    }
    let (p, r) = (right as f64 / proposed.max(1) as f64, right as f64 / gold.max(1) as f64);
    let (f1, overlap_recall) = (2.0 * p * r / (p + r).max(1e-9), touched as f64 / gold.max(1) as f64);
    println!(
        "{name}: P {p:.4} R {r:.4} F {:.4}, overlap recall {:.4} (of any label {:.4}), {:.0} k chars/s",
        f1,
        overlap_recall,
        seen as f64 / gold.max(1) as f64,
        chars as f64 / 1000.0 / started.elapsed().as_secs_f64()
    );
    Score { said, f1, overlap_recall }
}

/// Prints the errors by kind, and the most frequent ones: what is marked, and what is found over it.
fn print_errors(model: &EntityModel, examples: &[Example], most: usize) {
    let Some(tagger) = &model.tagger else { return };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    for example in examples {
        let found = tagger.decode(&tagger.emissions(&example.text, example.convention));
        let shown = |&(start, end, label): &Span| {
            format!("{} {}", LABELS[label], example.text[start..end].iter().collect::<String>())
        };
        let overlap = |a: &Span, b: &Span| a.0 < b.1 && b.0 < a.1;
        for marked in example.spans.iter().filter(|span| !found.iter().any(|f| f.span == **span)) {
            let over: Vec<&Span> = found.iter().map(|f| &f.span).filter(|f| overlap(f, marked)).collect();
            let is_same = |f: &&Span| (f.0, f.1) == (marked.0, marked.1);
            let kind = match over.as_slice() {
                [] => format!("missed, {} of {}", LABELS[marked.2], (marked.1 - marked.0).min(6)),
                [only] if is_same(only) => format!("other label, {}", LABELS[marked.2]),
                _ => format!("other edge, {}", LABELS[marked.2]),
            };
            *kinds.entry(kind).or_default() += 1;
            let over: Vec<String> = over.into_iter().map(shown).collect();
            *errors.entry(format!("{} -> {}", shown(marked), over.join(", "))).or_default() += 1;
        }
        for f in found.iter().filter(|f| !example.spans.iter().any(|span| overlap(span, &f.span))) {
            *kinds.entry(format!("extra, {}", LABELS[f.span.2])).or_default() += 1;
            *errors.entry(format!("-> {}", shown(&f.span))).or_default() += 1;
        }
    }
    for (kind, n) in kinds {
        println!("{n:>5} {kind}");
    }
    let mut errors: Vec<(String, usize)> = errors.into_iter().collect();
    errors.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    for (error, n) in errors.into_iter().take(most) {
        println!("{n:>5} {error}");
    }
}

/// Prints the reliability table and the expected calibration error.
fn reliability(model: &EntityModel, said: &[(f64, bool)]) {
    let mut bins = [(0usize, 0.0f64, 0usize); 10];
    for &(p, right) in said {
        let p = model.calibrated(p);
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + p, bin.2 + usize::from(right));
    }
    let mut error = 0.0;
    for (n, p, right) in bins.into_iter().filter(|b| b.0 > 0) {
        println!("said {:.3} right {:.3} of {n}", p / n as f64, right as f64 / n as f64);
        error += (p - right as f64).abs() / said.len() as f64;
    }
    println!("expected calibration error {error:.4}");
}
