//! The phones' camera: 12-megapixel JPEGs with time, place and every way of holding a phone, made on a thread of their own while the story
//! goes on.

use super::company::Company;
use super::error::DemoError;
use super::story::{Story, local};
use chrono::{DateTime, FixedOffset, TimeDelta};
use chrono_tz::Asia::Shanghai;
use tokio::sync::mpsc::{Receiver, channel};

/// Photos of one visit: as found, as left; minutes after arriving.
const SHOTS: [i64; 2] = [5, 30];

/// A photo to make.
struct Shot {
    seed: u64,
    orientation: u8,
    taken: DateTime<FixedOffset>,
    lat: f64,
    lon: f64,
}

/// Gives the photos in the order of the story.
pub struct Camera(Receiver<Result<Vec<u8>, String>>);

impl Camera {
    /// Begins to make the photos of every fault.
    pub fn new(company: &Company, story: &Story) -> Result<Self, DemoError> {
        let mut shots = Vec::new();
        for (number, fault) in (0u64..).zip(&story.fault) {
            let site = company.site_of(company.equipment(&fault.equipment)?.1)?.1;
            let degrees = |e6: i32| f64::from(e6) / 1e6;
            let (lat, lon) = site.position.map_or((0.0, 0.0), |p| (degrees(p.lat_e6), degrees(p.lon_e6)));
            for (second, minutes) in (0u64..).zip(SHOTS) {
                let seed = number * 2 + second;
                let taken = local(&fault.visit)? + TimeDelta::minutes(minutes);
                let taken = taken.with_timezone(&Shanghai).fixed_offset();
                let orientation = u8::try_from(seed % 8 + 1).unwrap_or(1);
                shots.push(Shot { seed, orientation, taken, lat, lon });
            }
        }
        // A few ahead: a photo has two megabytes.
        let (give, take) = channel(4);
        tokio::task::spawn_blocking(move || {
            for Shot { seed, orientation, taken, lat, lon } in shots {
                let photo = fettle_media::sample::phone_photo(seed, orientation, taken, lat, lon);
                // Nobody waits any more when the demo has ended early.
                if give.blocking_send(photo.map_err(|e| e.to_string())).is_err() {
                    break;
                }
            }
        });
        Ok(Self(take))
    }
    /// The next photo.
    pub async fn shoot(&mut self) -> Result<Vec<u8>, DemoError> {
        let photo = self.0.recv().await.ok_or_else(|| DemoError::Story("no photo left".into()))?;
        photo.map_err(DemoError::Story)
    }
}
