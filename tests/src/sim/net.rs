//! The weather between a phone and the hub: spells during which messages are lost, cut, doubled, late, or answered by somebody else.

use super::dice::Dice;
use super::http::Arrives;
use fettle_core::kernel::Hash;
use fettle_core::sync::machine::{Answer, NetFault, Request};
use fettle_core::sync::protocol::{PullLine, paths};

/// What a spell does to the messages that it catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// No network at all.
    Offline,
    /// The hub takes the request in, the answer does not come.
    AnswersLost,
    /// Only the answers to pushes are lost.
    ReceiptsLost,
    /// The request does not arrive.
    RequestsLost,
    /// The request arrives twice at once.
    Doubled,
    /// The request arrives, and again much later, after others.
    Late,
    /// The answer is cut short.
    AnswersCut,
    /// The request is cut short.
    RequestsCut,
    /// Pieces of uploads are cut at any byte.
    UploadsCut,
    /// A sign-in page answers in the hub's place.
    Portal,
    /// A proxy says that the hub is busy or gone.
    Busy,
    /// A newer hub: fields that nobody knows stand in its answers.
    NewerHub,
    /// A newer hub that has a kind of stream which nobody knows.
    NewStreams,
}

/// A stretch of weather at one phone.
#[derive(Debug, Clone, Copy)]
pub struct Spell {
    pub weather: Weather,
    /// Until when, milliseconds after the start.
    pub until: u64,
    /// Share of the messages that it catches.
    pub percent: u64,
}

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// Whether, and how much of it, reaches the hub.
    pub arrives: Option<Arrives>,
    /// How often at once.
    pub times: u8,
    /// It arrives once more so many milliseconds later.
    pub again_after: Option<u64>,
    /// What comes back.
    pub back: Back,
}

/// What comes back to the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    Answer,
    /// So many per mille of the body.
    Part(u64),
    Widened,
    NewStreams,
    Nothing(NetFault),
    Portal,
    Busy(u16),
}

impl Fate {
    const GOOD: Self = Self { arrives: Some(Arrives::Whole), times: 1, again_after: None, back: Back::Answer };

    /// Draws what happens to a request for `path` in this weather.
    pub fn draw(spells: &[Spell], now: u64, path: &str, dice: &mut Dice) -> Self {
        for spell in spells.iter().filter(|spell| spell.until > now) {
            let about_this = match spell.weather {
                Weather::ReceiptsLost => path.ends_with("/push"),
                Weather::UploadsCut => path.contains("/uploads/"),
                _ => true,
            };
            if about_this && dice.percent(spell.percent) {
                return Self::of(spell.weather, dice);
            }
        }
        Self::GOOD
    }

    fn of(weather: Weather, dice: &mut Dice) -> Self {
        let lost = |fault| Self { arrives: None, back: Back::Nothing(fault), ..Self::GOOD };
        match weather {
            Weather::Offline => lost(NetFault::Down),
            Weather::RequestsLost => lost(if dice.percent(50) { NetFault::Unreachable } else { NetFault::Slow }),
            Weather::AnswersLost | Weather::ReceiptsLost => Self {
                back: Back::Nothing(if dice.percent(50) { NetFault::Slow } else { NetFault::Broken }),
                ..Self::GOOD
            },
            Weather::Doubled => Self { times: 2, ..Self::GOOD },
            Weather::Late => Self { again_after: Some(dice.between(500, 6 * 3_600_000)), ..Self::GOOD },
            Weather::AnswersCut => Self { back: Back::Part(dice.below(1000)), ..Self::GOOD },
            Weather::RequestsCut | Weather::UploadsCut => Self {
                arrives: Some(Arrives::Part(dice.below(1000))),
                back: Back::Nothing(NetFault::Broken),
                ..Self::GOOD
            },
            Weather::Portal => Self { arrives: None, back: Back::Portal, ..Self::GOOD },
            Weather::Busy => Self {
                arrives: None,
                back: Back::Busy(*dice.pick(&[429, 500, 502, 503, 504]).unwrap_or(&503)),
                ..Self::GOOD
            },
            Weather::NewerHub => Self { back: Back::Widened, ..Self::GOOD },
            Weather::NewStreams => Self { back: Back::NewStreams, ..Self::GOOD },
        }
    }
}

/// What a network's sign-in page answers.
pub fn portal(dice: &mut Dice) -> Answer {
    let page = b"<html><body>Please sign in</body></html>".to_vec();
    let kind = ("content-type".to_owned(), "text/html".to_owned());
    match dice.below(3) {
        0 => Answer {
            status: 302,
            headers: [("location".to_owned(), "http://portal/".to_owned())].into(),
            ..Answer::default()
        },
        1 => Answer { status: 511, headers: [kind].into(), body: page, ..Answer::default() },
        _ => Answer { status: 200, headers: [kind].into(), body: page, ..Answer::default() },
    }
}

/// What a proxy answers while the hub is away.
pub fn busy(status: u16) -> Answer {
    let body = format!(r#"{{"code":"hub_busy","text":"busy {status}"}}"#).into_bytes();
    Answer {
        status,
        headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
        body,
        ..Answer::default()
    }
}

/// The answer of a newer hub: a field that nobody knows in every object, and an unknown line before the end of a page.
pub fn widened(mut answer: Answer) -> Answer {
    let json = answer.headers.get("content-type").is_some_and(|kind| kind.contains("json"));
    if !json || answer.status >= 300 {
        return answer;
    }
    let Ok(text) = String::from_utf8(answer.body.clone()) else { return answer };
    let wide = |line: &str| {
        // Only the outermost object: what is inside of an event is its author's.
        line.strip_prefix('{').filter(|rest| rest.len() > 1).map_or_else(
            || line.to_owned(),
            |rest| {
                let known_tag =
                    ["\"entry\"", "\"end\"", "\"event\"", "\"head\""].iter().any(|tag| rest.starts_with(tag));
                if known_tag { line.to_owned() } else { format!("{{\"of_tomorrow\":[1,{{}}],{rest}") }
            },
        )
    };
    let lines: Vec<String> = text.lines().map(wide).collect();
    let mut body = lines.join("\n");
    if text.ends_with('\n') {
        body.push('\n');
    }
    answer.body = body.into_bytes();
    answer
}

/// Its name and how many entries it has.
const NEW_STREAM: (&str, u64) = ("region/00000000-0000-7000-8000-000000000001", 3);

/// A pull as this hub knows it, without the stream of tomorrow: and where that one goes on.
pub fn without_new_streams(request: &mut Request) -> Option<u64> {
    if request.path != paths::PULL {
        return None;
    }
    let mut json = serde_json::from_slice::<serde_json::Value>(&request.body).ok()?;
    let after = json.get_mut("cursors")?.as_object_mut()?.remove(NEW_STREAM.0)?.as_u64();
    request.body = json.to_string().into_bytes();
    after
}

/// The page of a hub that has another kind of stream: an entry of a kind that nobody knows, one with something that cannot be read, and a line
/// about nothing, before the others.
pub fn new_entries(mut answer: Answer, after: u64) -> Answer {
    let Ok(text) = String::from_utf8(answer.body.clone()) else { return answer };
    if answer.status != 200 {
        return answer;
    }
    let (name, newest) = NEW_STREAM;
    let mut body = String::from("{\"weather\":\"fine\"}\n");
    for n in after + 1..=newest {
        let more = if n == 2 { r#","e":{"h":{"of":"tomorrow"},"b":[]}"# } else { "" };
        body += &format!("{{\"entry\":{{\"s\":\"{name}\",\"n\":{n}{more}}}}}\n");
    }
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(PullLine::End { more, .. }) => {
                let sha256 = Some(Hash::of(body.as_bytes()));
                body += &serde_json::to_string(&PullLine::End { more, sha256 }).expect("json");
            }
            _ => body += line,
        }
        body.push('\n');
    }
    answer.body = body.into_bytes();
    answer
}

/// The greeting of a hub that has another kind of stream.
pub fn new_streams(mut answer: Answer) -> Answer {
    let Ok(mut json) = serde_json::from_slice::<serde_json::Value>(&answer.body) else { return answer };
    if let Some(streams) = json.get_mut("streams").and_then(serde_json::Value::as_object_mut) {
        streams.insert(NEW_STREAM.0.into(), NEW_STREAM.1.into());
        answer.body = json.to_string().into_bytes();
    }
    answer
}
