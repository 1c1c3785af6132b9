//! Where the phone was, as the shell adds it to what was tapped in the entry `position`: degrees, metres of doubt, and seconds since it was
//! measured, as `latitude,longitude,accuracy,age`. What is missing at the end is not known.

use super::form::Form;
use crate::domain::jobs::sheet::Position;
use chrono::{DateTime, TimeDelta, Utc};

/// How long a phone is taken to be where it was measured, for distances.
pub(crate) const STAYS: TimeDelta = TimeDelta::minutes(15);

/// A measured position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measured {
    /// Where, and how exactly.
    pub position: Position,
    /// When it was measured, if told.
    pub at: Option<DateTime<Utc>>,
}

impl Measured {
    /// Reads it. What cannot be read is no position, and no reason to keep anyone from what was tapped.
    pub fn of(form: Form<'_>, now: DateTime<Utc>) -> Option<Self> {
        let mut parts = form.text("position").split(',').map(|part| part.trim().parse::<f64>().ok());
        let mut degrees = |most: f64| parts.next().flatten().filter(|degrees| degrees.abs() <= most);
        let (latitude, longitude) = (degrees(90.0)?, degrees(180.0)?);
        // Within ±180 degrees the tenth millionths fit an i32; whole metres up to a quarter of the earth are kept.
        #[allow(clippy::cast_possible_truncation, reason = "checked to be in range")]
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
        let whole = |number: f64| (0.0..1e7).contains(&number).then(|| number.ceil() as u32);
        let accuracy_m = parts.next().flatten().and_then(whole);
        let age = parts.next().flatten().and_then(whole);
        let position = Position { latitude_e7: e7(latitude), longitude_e7: e7(longitude), accuracy_m };
        Some(Self { position, at: age.map(|seconds| now - TimeDelta::seconds(i64::from(seconds))) })
    }
}
