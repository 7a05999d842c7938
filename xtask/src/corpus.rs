//! `corpus`: measures `jianbao convert` on a large file of lines of JSON, alone and side by side.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::workspace::{cargo, root, run, shown, target_dir};

/// What is converted into what; each reads the lines of doccano. The first does so with the whole corpus, the others
/// with a tenth: they take as long for each megabyte, however many there are.
const RUNS: [(&str, &[&str]); 7] = [
    ("to jianbao", &["--to", "jianbao"]),
    ("to doccano", &["--to", "doccano"]),
    ("to bio", &["--to", "bio"]),
    ("to hf, articles", &["--to", "hf", "--articles"]),
    ("to label-studio", &["--to", "label-studio"]),
    (NUMBERED, &["--to", "brat"]),
    ("to prodigy", &["--to", "prodigy"]),
];

/// The run that writes numbered files into a folder.
const NUMBERED: &str = "to brat";

/// Makes a corpus of the samples, converts it and prints how fast that was and how much memory it took.
pub fn corpus(megabytes: u64) -> Result<()> {
    run(cargo().args(["build", "--locked", "--release", "--package", "jianbao-cli"]))?;
    let target = target_dir()?;
    let jianbao = target.join("release").join("jianbao").with_extension(std::env::consts::EXE_EXTENSION);
    let folder = target.join("corpus");
    let out = folder.join("out");
    fs::create_dir_all(&out)?;
    let mut files = Vec::new();
    for part in [1, 10, 100] {
        let path = folder.join(format!("{part}.jsonl"));
        let n_pages = make(&jianbao, &path, megabytes * 1_000_000 / part)?;
        files.push((path, megabytes as f64 / part as f64, n_pages));
    }
    for (i, (name, arguments)) in RUNS.into_iter().enumerate() {
        let convert = |input: &Path| {
            let mut command = Command::new(&jianbao);
            command.arg("convert").arg(input).args(arguments);
            if name == NUMBERED {
                command.arg("--out").arg(&out);
            }
            measure(&mut command)
        };
        let at = usize::from(i > 0);
        let ((input, megabytes, n_pages), (tenth, ..)) = (&files[at], &files[at + 1]);
        let before = convert(tenth)?;
        let run = convert(input)?;
        println!(
            "{name:<16} {megabytes} MB, {n_pages} pages: {}  peak {} (a tenth of it: {})",
            run.speed(*megabytes),
            memory(run.peak),
            memory(before.peak)
        );
    }
    let (tenth, megabytes, _) = &files[1];
    side_by_side(&jianbao, tenth, *megabytes)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// GNU parallel cuts the file at line ends and hands the pieces to as many programs as there are processors.
fn side_by_side(jianbao: &Path, input: &Path, megabytes: f64) -> Result<()> {
    if Command::new("parallel").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("GNU parallel is not installed: not run side by side");
        return Ok(());
    }
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    for jobs in [1, jobs] {
        let mut command = Command::new("parallel");
        command.args([
            "--will-cite",
            "--pipe-part",
            "--block",
            "32M",
            "--keep-order",
            "--jobs",
            &jobs.to_string(),
        ]);
        command
            .arg("--arg-file")
            .arg(input)
            .arg(jianbao)
            .args(["convert", "-", "--jsonl", "--to", "doccano"]);
        let run = measure(&mut command)?;
        println!("GNU parallel, {jobs} at a time: {}", Run { processor: None, ..run }.speed(megabytes));
    }
    Ok(())
}

/// Writes pages until they take so many bytes; how many.
fn make(jianbao: &Path, path: &Path, bytes: u64) -> Result<u64> {
    let mut pages: Vec<Map<String, Value>> = Vec::new();
    for sample in ["page.gold.json", "page-en.gold.json"] {
        let mut command = Command::new(jianbao);
        command.arg("convert").arg(sample_path(sample)).args(["--to", "doccano"]);
        let out = command.output().with_context(|| shown(&command))?;
        ensure!(out.status.success(), "{} failed", shown(&command));
        pages.push(serde_json::from_slice(&out.stdout)?);
    }
    let mut file = BufWriter::new(File::create(path)?);
    let (mut written, mut n) = (0, 0);
    while written < bytes {
        let page = &mut pages[(n % 2) as usize];
        let id = format!("{}-{:02}-{:02}-{n}", 2000 + n / 336 % 30, n / 28 % 12 + 1, n % 28 + 1);
        page.insert("page_id".to_owned(), id.into());
        let line = serde_json::to_string(page)?;
        writeln!(file, "{line}")?;
        written += line.len() as u64 + 1;
        n += 1;
    }
    file.flush()?;
    Ok(n)
}

fn sample_path(name: &str) -> PathBuf {
    root().join("samples").join(name)
}

/// What a run of a program took; what the system does not tell is none.
struct Run {
    time: Duration,
    /// The time of the processor: on a busy machine it says more.
    processor: Option<Duration>,
    /// The most resident memory, in bytes.
    peak: Option<u64>,
}

impl Run {
    fn speed(&self, megabytes: f64) -> String {
        let per = |time: Duration| megabytes / time.as_secs_f64().max(0.001);
        let mut out = format!("{:.1} s, {:.1} MB/s", self.time.as_secs_f64(), per(self.time));
        if let Some(time) = self.processor {
            out += &format!("; processor {:.1} s, {:.1} MB/s", time.as_secs_f64(), per(time));
        }
        out
    }
}

/// Runs a command whose output goes nowhere.
fn measure(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().with_context(|| shown(command))?;
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let read = |what: &str| fs::read_to_string(folder.join(what)).ok();
    let (mut peak, mut processor) = (None, None);
    loop {
        // Linux counts while it runs, so the last look before the end has all but the last moment.
        peak = read("status").and_then(|text| high_water(&text)).or(peak);
        processor = read("stat").and_then(|text| processor_time(&text)).or(processor);
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{} failed: {status}", shown(command));
            return Ok(Run { time: start.elapsed(), processor, peak });
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The time of the processor in what Linux says of a process, in hundredths of a second.
fn processor_time(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let ticks = user + system;
    (ticks > 0).then(|| Duration::from_millis(ticks * 10))
}

/// The peak of the resident memory in what Linux says of a process.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn memory(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_is_read() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t    1234 kB\nVmRSS:\t 1 kB\n"), Some(1234 * 1024));
        assert_eq!(high_water("Name:\tx\n"), None);
        let stat = "7 (a) b) R 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 100 1 1";
        assert_eq!(processor_time(stat), Some(Duration::from_secs(3)));
    }
}
