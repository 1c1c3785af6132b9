//! Where papers and codes are drawn: off the threads that answer requests, a few at a time, with the company's fonts.

use crate::error::{Fault, HubError};
use fettle_papers::Fonts;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Drawings at one time, at most. A paper takes a good part of a second of one core and some ten megabytes.
const MOST: usize = 4;

/// Draws.
#[derive(Debug)]
pub(crate) struct Drawing {
    fonts: OnceLock<Fonts>,
    places: Arc<Semaphore>,
}

impl Default for Drawing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { fonts: OnceLock::new(), places: Arc::new(Semaphore::new(cores.min(MOST))) }
    }
}

impl Drawing {
    /// Draws something. Waits while as much is being drawn as there are places.
    ///
    /// # Errors
    /// [`HubError::Record`] when the drawing itself broke off.
    pub(crate) async fn draw<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Fonts) -> T + Send + 'static,
    ) -> Result<T, HubError> {
        let broke = |e: &dyn std::fmt::Display| HubError::Record(format!("drawing: {e}"));
        // The place goes with the work: who asked may be gone before it is done.
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|e| broke(&e))?;
        let fonts = self.fonts.get().cloned();
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&fonts.unwrap_or_else(Fonts::built_in))
        });
        done.await.map_err(|e| broke(&e))
    }

    /// Prints with the fonts in `folder` too, from now on; once. How many characters they bring. A file that is no
    /// usable font is told in the log and passed over.
    ///
    /// # Errors
    /// `fonts_unreadable` when the folder cannot be read.
    pub(crate) async fn add_fonts(&self, folder: &Path) -> Result<usize, HubError> {
        let unreadable = Fault::bad("fonts_unreadable").with("folder", folder.display());
        let folder = folder.to_owned();
        let read = tokio::task::spawn_blocking(move || read(&folder)).await;
        let (fonts, brought) = read.map_err(|e| HubError::Record(e.to_string()))?.map_err(|e| {
            tracing::error!(error = %e, "the folder of fonts cannot be read");
            unreadable
        })?;
        self.fonts.set(fonts).map_err(|_| HubError::Record("fonts were set already".into()))?;
        Ok(brought)
    }
}

/// The built-in fonts with those of a folder, in the order of their names.
fn read(folder: &Path) -> std::io::Result<(Fonts, usize)> {
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.sort();
    let (mut fonts, mut all) = (Fonts::built_in(), 0);
    for file in files {
        let shown = file.display();
        match fonts.with(std::fs::read(&file)?) {
            Ok((_, 0)) => tracing::info!(file = %shown, "the font has nothing that papers lack; it is not kept"),
            Ok((more, brought)) => {
                tracing::info!(file = %shown, brought, "papers print with this font too");
                (fonts, all) = (more, all + brought);
            }
            Err(e) => tracing::warn!(file = %shown, error = %e, "papers cannot be printed with this font"),
        }
    }
    Ok((fonts, all))
}

/// Font files in a folder and in those below it. Links to folders are not followed: they may lead back.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
        if entry.file_type()?.is_dir() {
            find(&path, files)?;
        } else if ["ttf", "otf", "ttc", "otc"].contains(&end.as_str()) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[tokio::test]
    async fn no_more_is_drawn_at_once_than_there_are_places_also_when_nobody_waits_for_it() {
        static NOW: AtomicUsize = AtomicUsize::new(0);
        static PEAK: AtomicUsize = AtomicUsize::new(0);
        let drawing = Arc::new(Drawing::default());
        let places = drawing.places.available_permits();
        assert!((1..=MOST).contains(&places));
        let work = |_: &Fonts| {
            PEAK.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
            NOW.fetch_sub(1, Ordering::SeqCst);
        };
        let mut asked = Vec::new();
        for n in 0..3 * MOST {
            let drawing = Arc::clone(&drawing);
            let waiting = tokio::spawn(async move { drawing.draw(work).await.expect("drawn") });
            if n % 3 == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
                waiting.abort();
            } else {
                asked.push(waiting);
            }
        }
        for waiting in asked {
            waiting.await.expect("done");
        }
        assert!(PEAK.load(Ordering::SeqCst) <= places, "{} at once", PEAK.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_folder_of_fonts_brings_characters_and_what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("arabic");
        std::fs::create_dir(&below).expect("a folder");
        std::fs::write(below.join("Arabic.TTF"), include_bytes!("../../papers/testdata/arabic.ttf")).expect("written");
        std::fs::write(folder.path().join("broken.otf"), "no font").expect("written");
        std::fs::write(folder.path().join("README.txt"), "no font either").expect("written");
        let drawing = Drawing::default();
        assert!(drawing.add_fonts(folder.path()).await.expect("read") > 4);
        assert!(drawing.draw(|fonts| fonts.has('\u{645}')).await.expect("asked"));
        let none = Drawing::default().add_fonts(&folder.path().join("none")).await.expect_err("no folder");
        assert!(matches!(none, HubError::Fault(fault) if fault.code == "fonts_unreadable"));
    }
}
