//! How times, durations, amounts and counts are said. Texts come from the catalogue; nothing here builds a sentence from pieces.

use crate::domain::calendar::{day_in, later};
use crate::text::{Lang, text_with};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Who reads, when and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// The user's language.
    pub lang: Lang,
    /// Best known time.
    pub now: DateTime<Utc>,
}

impl Words {
    /// A text without arguments.
    pub fn say(&self, key: &str) -> String {
        crate::text::text(self.lang, key)
    }
    /// A text with arguments.
    pub fn with(&self, key: &str, args: &[(&str, String)]) -> String {
        text_with(self.lang, key, args)
    }
    /// The text of a code: `family` ends with its dash, such as `job-status-`.
    pub fn code(&self, family: &str, code: &str) -> String {
        crate::text::code_text(self.lang, family, code)
    }
    /// A time as people at `zone` say it now: `14:30` today, `yesterday`, `tomorrow`, else with the date.
    pub fn time(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let (day, today) = (day_in(at, zone), day_in(self.now, zone));
        let clock = at.with_timezone(&zone).format("%H:%M").to_string();
        let args = |day: String| [("time", clock.clone()), ("date", day)];
        match (day - today).num_days() {
            0 => clock,
            1 => self.with("screen-time-tomorrow", &args(String::new())),
            -1 => self.with("screen-time-yesterday", &args(String::new())),
            _ => self.with("screen-time-on", &args(self.date(day, today.year()))),
        }
    }
    /// The clock at `zone`, and the day beside it where that is not today.
    pub fn clock(&self, at: DateTime<Utc>, zone: Tz) -> (String, String) {
        let (day, today) = (day_in(at, zone), day_in(self.now, zone));
        let clock = at.with_timezone(&zone).format("%H:%M").to_string();
        (clock, if day == today { String::new() } else { self.date(day, today.year()) })
    }
    /// A day; the year only when it is not `this_year`.
    pub fn date(&self, day: NaiveDate, this_year: i32) -> String {
        let args =
            [("year", day.year().to_string()), ("month", day.month().to_string()), ("day", day.day().to_string())];
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let month = self.code("screen-month-", months[day.month0() as usize % 12]); // keys!: screen-month-*
        let args = [args.as_slice(), &[("name", month)]].concat();
        self.with(if day.year() == this_year { "screen-date" } else { "screen-date-year" }, &args)
    }
    /// A day with its year: of a contract or of work that may be long ago.
    pub fn full_date(&self, day: NaiveDate) -> String {
        self.date(day, i32::MIN)
    }
    /// How long: `5 min`, `2 h 5 min`, `3 d 4 h`. Never negative.
    pub fn span(&self, minutes: i64) -> String {
        let minutes = minutes.max(0);
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let args = [("days", days.to_string()), ("hours", hours.to_string()), ("minutes", rest.to_string())];
        let key = match (days, hours, rest) {
            (0, 0, _) => "screen-span-minutes",
            (0, _, 0) => "screen-span-hours",
            (0, _, _) => "screen-span-hours-minutes",
            (_, 0, _) => "screen-span-days",
            _ => "screen-span-days-hours",
        };
        self.with(key, &args)
    }
    /// Several things in a row.
    pub fn list(&self, items: &[String]) -> String {
        items.join(&self.say("screen-list-comma"))
    }
    /// Time left until `due`, or how late it is.
    pub fn left(&self, due: DateTime<Utc>) -> String {
        let minutes = (due - self.now).num_minutes();
        let late = due < self.now;
        self.with(if late { "screen-late-by" } else { "screen-time-left" }, &[("span", self.span(minutes.abs()))])
    }
    /// As [`Self::left`], of what goes by days: from a day on without hours.
    pub fn left_in_days(&self, due: DateTime<Utc>) -> String {
        let away = due - self.now;
        let whole = TimeDelta::days(away.num_days());
        self.left(if whole.is_zero() { due } else { later(self.now, whole) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: Lang, now: &str) -> Words {
        Words { lang, now: now.parse().unwrap() }
    }

    #[test]
    fn days_are_those_of_the_site() {
        // Half past eleven in the evening in Shanghai is still the afternoon in UTC.
        let here = words(Lang::En, "2026-03-02T15:30:00Z");
        let said = |at: &str| here.time(at.parse().unwrap(), Tz::Asia__Shanghai);
        assert_eq!(said("2026-03-02T15:59:00Z"), "23:59");
        assert_eq!(said("2026-03-02T16:01:00Z"), "Tomorrow 00:01");
        assert_eq!(said("2026-03-01T15:00:00Z"), "Yesterday 23:00");
        assert_eq!(said("2026-02-10T01:05:00Z"), "10 Feb, 09:05");
        assert_eq!(said("2025-12-31T16:00:00Z"), "1 Jan, 00:00");
        assert_eq!(said("2025-12-31T15:00:00Z"), "31 Dec 2025, 23:00");
        let there = words(Lang::Zh, "2026-03-02T15:30:00Z");
        assert_eq!(there.time("2025-12-31T15:00:00Z".parse().unwrap(), Tz::Asia__Shanghai), "2025年12月31日 23:00");
    }

    #[test]
    fn durations_are_short() {
        let en = words(Lang::En, "2026-03-02T00:00:00Z");
        let said: Vec<String> = [-3, 0, 59, 60, 125, 1440, 3000].into_iter().map(|minutes| en.span(minutes)).collect();
        assert_eq!(said, ["0 min", "0 min", "59 min", "1 h", "2 h 5 min", "1 d", "2 d 2 h"]);
        assert_eq!(en.left("2026-03-02T00:45:00Z".parse().unwrap()), "45 min left");
        let zh = words(Lang::Zh, "2026-03-02T00:00:00Z");
        assert_eq!(zh.left("2026-03-01T22:30:00Z".parse().unwrap()), "超时 1 小时 30 分钟");
    }
}
