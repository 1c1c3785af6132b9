//! The hub that is measured, as a process: started, looked at through `/proc`, ended in order.

use crate::Outcome;
use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a hub may take to its first answer, and to do what it does by itself after a start.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// It is quiet when it did nothing in so many looks, one after another.
const QUIET_LOOKS: u32 = 4;
const LOOK: Duration = Duration::from_millis(500);
/// Hundredths of a second of processors in one look that are nothing: its own upkeep.
const NOTHING: u64 = 2;
/// How long it may take to end in order.
const TO_END: Duration = Duration::from_secs(60);

/// A hub that serves.
pub struct Serving {
    child: Child,
    pub address: String,
    /// From its start to its first answer.
    pub first_answer: Duration,
}

/// Memory of the process.
pub struct Memory {
    pub now_mb: u64,
    pub most_mb: u64,
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB, {} MB at most", self.now_mb, self.most_mb)
    }
}

impl Serving {
    /// Starts it and waits for its first answer. What it says goes to `log`.
    pub async fn start(binary: &Path, data: &Path, log: &Path) -> Outcome<Self> {
        let began = Instant::now();
        let mut child = Command::new(binary)
            .args(["serve", "--port", "0", "--data"])
            .arg(data)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()?;
        let said = child.stdout.take().ok_or("no output")?;
        let read = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(said).read_line(&mut line).map(|_| line)
        });
        let address = read.await??.trim().to_owned();
        let mut serving = Self { child, address, first_answer: Duration::ZERO };
        if serving.address.is_empty() {
            return Err(format!("the hub does not start: see {}", log.display()).into());
        }
        let client = reqwest::Client::builder().no_proxy().build()?;
        let page = format!("{}/login", serving.address);
        while !client.get(&page).send().await.is_ok_and(|answer| answer.status().is_success()) {
            if began.elapsed() > PATIENCE {
                return Err("the hub does not answer".into());
            }
            sleep(Duration::from_millis(5)).await;
        }
        serving.first_answer = began.elapsed();
        Ok(serving)
    }
    /// Waits until it does nothing by itself: what fell due, rows of lists, states of older folds.
    pub async fn quiet(&self) -> Outcome<()> {
        let (began, mut still, mut before) = (Instant::now(), 0, self.ticks()?);
        while still < QUIET_LOOKS {
            if began.elapsed() > PATIENCE {
                return Err("the hub does not come to rest".into());
            }
            sleep(LOOK).await;
            let now = self.ticks()?;
            still = if now - before <= NOTHING { still + 1 } else { 0 };
            before = now;
        }
        eprintln!("quiet after {:?}", began.elapsed());
        Ok(())
    }
    /// Its memory.
    pub fn memory(&self) -> Outcome<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        let (now, most) = field("VmRSS:").zip(field("VmHWM:")).ok_or("no memory in /proc")?;
        Ok(Memory { now_mb: now / 1024, most_mb: most / 1024 })
    }
    /// Hundredths of a second of processors that it has used.
    fn ticks(&self) -> Outcome<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the program stands in brackets and may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        Ok(fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let until = Instant::now() + TO_END;
        while asked.is_ok() && Instant::now() < until {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
