//! Families: acknowledgements lost after the commit; messages doubled, late, cut, one-way, answered by a portal; uploads cut at any byte.

use super::{Draw, What};
use crate::sim::net::Weather;
use crate::sim::world::{DAY, HOUR, MINUTE};

fn weather(draw: &mut Draw<'_>, family: &'static str, kinds: &[Weather]) -> Option<What> {
    let weather = *draw.dice.pick(kinds)?;
    let lasts = match draw.dice.below(4) {
        0 => draw.dice.between(1, 30) * MINUTE,
        1 | 2 => draw.dice.between(1, 12) * HOUR,
        _ => draw.dice.between(1, 3) * DAY,
    };
    let percent = *draw.dice.pick(&[20, 50, 80, 100])?;
    Some(What::Weather { family, phone: draw.phone(), weather, lasts, percent })
}

pub fn acknowledgement(draw: &mut Draw<'_>) -> Option<What> {
    weather(draw, "acknowledgement lost", &[Weather::AnswersLost, Weather::ReceiptsLost])
}

pub fn message(draw: &mut Draw<'_>) -> Option<What> {
    const KINDS: &[Weather] = &[
        Weather::Offline,
        Weather::RequestsLost,
        Weather::AnswersLost,
        Weather::Doubled,
        Weather::Late,
        Weather::AnswersCut,
        Weather::RequestsCut,
        Weather::Portal,
        Weather::Busy,
    ];
    weather(draw, "messages", KINDS)
}

pub fn upload(draw: &mut Draw<'_>) -> Option<What> {
    weather(draw, "upload interrupted", &[Weather::UploadsCut])
}

/// A hub of tomorrow has streams of a kind that nobody knows.
pub fn newer_streams(draw: &mut Draw<'_>) -> Option<What> {
    weather(draw, "newer streams", &[Weather::NewStreams])
}
