//! The figures as tables in Markdown.

use crate::pages;
use crate::walk::Walked;
use std::fmt;
use std::time::Duration;

/// Times, the shortest first.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }
    /// So many of a hundred took no longer, in milliseconds.
    pub fn percent(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, p99] = [50, 95, 99].map(|percent| self.percent(percent));
        write!(
            f,
            "{p50:.1} ms in the middle, {p95:.1} ms at the 95th, {p99:.1} ms at the 99th of 100 ({})",
            self.0.len()
        )
    }
}

/// What is printed: paragraphs and tables.
#[derive(Default)]
pub struct Told {
    lines: Vec<String>,
}

impl Told {
    /// A paragraph.
    pub fn line(&mut self, text: String) {
        self.lines.push(String::new());
        self.lines.push(text);
    }
    /// Rows with their head.
    pub fn rows(&mut self, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        self.line(format!("| {} |", head.join(" | ")));
        self.lines.push(format!("|---|{}", "---:|".repeat(head.len().saturating_sub(1))));
        self.lines.extend(rows.into_iter().map(|row| format!("| {} |", row.join(" | "))));
    }
    /// A walk of everybody. `files` is what a browser fetches once.
    pub fn walked(&mut self, walked: &Walked, files: usize, people: usize, seconds: u64) {
        let row = |name: &str, times: Vec<Duration>, mut wire: Vec<usize>| {
            wire.sort_unstable();
            let most = wire.last().copied().unwrap_or_default();
            let middle = wire.get(wire.len() / 2).copied().unwrap_or_default();
            let count = times.len();
            let times = Times::of(times);
            let ms = [50, 95, 99].map(|percent| format!("{:.1}", times.percent(percent)));
            let bytes = [most + files, middle, most].map(|bytes| format!("{:.1}", bytes as f64 / 1024.0));
            [vec![name.to_owned()], ms.to_vec(), bytes.to_vec(), vec![count.to_string()]].concat()
        };
        let of = |page: &pages::Page| {
            let times = walked.times.get(page.name)?.clone();
            Some(row(page.name, times, walked.wire.get(page.name)?.clone()))
        };
        let mut rows: Vec<Vec<String>> = pages::all().filter_map(of).collect();
        let times = walked.times.values().flatten().copied().collect();
        rows.push(row("**all**", times, walked.wire.values().flatten().copied().collect()));
        let rate = walked.asked() as f64 / seconds.max(1) as f64;
        self.line(format!(
            "{people} people walk for {seconds} s, {rate:.1} pages a second. KB: of the largest page when it is the first (with style and scripts), of the middle and of the largest one again."
        ));
        self.rows(&["page", "p50 ms", "p95 ms", "p99 ms", "KB first", "KB again", "KB most", "asked"], rows);
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_of_a_hundred_took_no_longer() {
        let times = Times::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!([50, 95, 99, 100].map(|percent| times.percent(percent)), [100.0, 190.0, 198.0, 200.0]);
        assert_eq!(Times::of(Vec::new()).percent(95), 0.0);
    }

    #[test]
    fn every_page_that_was_walked_has_a_row_and_all_of_them_one() {
        let mut walked = Walked::default();
        walked.times.insert("jobs", vec![Duration::from_millis(3)]);
        walked.wire.insert("jobs", vec![2_048]);
        let mut told = Told::default();
        told.walked(&walked, 1_024, 2, 1);
        let text = told.to_string();
        assert!(text.contains("| jobs | 3.0 | 3.0 | 3.0 | 3.0 | 2.0 | 2.0 | 1 |"), "{text}");
        assert!(text.contains("| **all** | 3.0"), "{text}");
    }
}
