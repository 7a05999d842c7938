//! `jianbao train entities`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use jianbao_propose::entities::tagger::features::Convention;
use jianbao_propose::entities::tagger::lexicon::class;
use jianbao_propose::entities::tagger::network::PackedNetwork;
use jianbao_propose::entities::train::network::{NetworkSettings, train_network};
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
    /// Where to write the model.
    #[arg(long)]
    out: PathBuf,
}

impl Args {
    /// Whose conventions read MSRA's sentences: its own, where the model has learned them.
    const fn read_by(&self) -> Option<Convention> {
        match self.model {
            Which::Newspaper => None,
            Which::Open => Some(Convention::Guideline),
        }
    }
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
        said.said.into_iter().chain(score("msra dev", &model, &msra_dev, args.read_by()).said).collect();
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
            let dev = score(&format!("{name}: msra dev"), &model, msra_dev, args.read_by());
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

/// Prints exact F1 and the share of names that something overlaps; gives what was said of each
/// proposed name and whether it is right.
fn score(name: &str, model: &EntityModel, examples: &[Example], read_by: Option<Convention>) -> Score {
    let mut said = Vec::new();
    let Some(tagger) = &model.tagger else { return Score { said, f1: 0.0, overlap_recall: 0.0 } };
    let (mut right, mut proposed, mut gold, mut touched) = (0usize, 0usize, 0usize, 0usize);
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
    }
    let (p, r) = (right as f64 / proposed.max(1) as f64, right as f64 / gold.max(1) as f64);
    let (f1, overlap_recall) = (2.0 * p * r / (p + r).max(1e-9), touched as f64 / gold.max(1) as f64);
    println!(
        "{name}: P {p:.4} R {r:.4} F {:.4}, overlap recall {:.4}, {:.0} k chars/s",
        f1,
        overlap_recall,
        chars as f64 / 1000.0 / started.elapsed().as_secs_f64()
    );
    Score { said, f1, overlap_recall }
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
