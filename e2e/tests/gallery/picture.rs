//! A widget as a small picture: averages of blocks of pixels, so that neither fonts nor the way that a machine smooths edges count.
//!
//! The text in it is written in blocks as well, by a font of our own that is the same everywhere: what a picture sees is place, size and
//! colour, down to about two pixels and to a few shades. Words are what the trees see.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::Result;
use crate::page::Page;

/// Pixels along the edge of a block.
const BLOCK: usize = 6;
/// Shades of 255 that two blocks may be apart and still be the same.
const SHADES: u8 = 8;

/// Averages of blocks.
#[derive(PartialEq)]
pub(crate) struct Picture {
    width: usize,
    blocks: Vec<[u8; 3]>,
}

impl Picture {
    /// What is shown now.
    pub(crate) async fn of(page: &Page) -> Result<Self> {
        let rect = "const { x, y, width, height } = root.host.getBoundingClientRect(); return { x, y, width, height, scale: 1 }";
        let clip = page.ask(rect, Vec::new()).await?;
        let wanted = json!({ "clip": clip, "captureBeyondViewport": true });
        let answer = page.browser.devtools("Page.captureScreenshot", wanted).await?;
        let png = answer["data"].as_str().context("the browser took no picture")?;
        Ok(Self::decoded(&BASE64_STANDARD.decode(png)?)?.averaged())
    }

    /// Reads a PNG.
    pub(crate) fn decoded(png: &[u8]) -> Result<Self> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut pixels = vec![0; reader.output_buffer_size().context("the picture is too large")?];
        let frame = reader.next_frame(&mut pixels)?;
        let channels = frame.color_type.samples();
        ensure!(channels >= 3, "the picture has no colours");
        let blocks = pixels.chunks_exact(channels).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Ok(Self { width: frame.width as usize, blocks })
    }

    fn averaged(&self) -> Self {
        let average = |block: Vec<[u8; 3]>| {
            let sum = |part: usize| block.iter().map(|pixel| usize::from(pixel[part])).sum::<usize>() / block.len();
            [0, 1, 2].map(|part| u8::try_from(sum(part)).unwrap_or(u8::MAX))
        };
        let rows: Vec<_> = self.blocks.chunks_exact(self.width).collect();
        let of_rows = |rows: &[&[[u8; 3]]]| {
            (0..self.width)
                .step_by(BLOCK)
                .map(|x| average(rows.iter().flat_map(|row| row[x..self.width.min(x + BLOCK)].iter().copied()).collect()))
                .collect::<Vec<_>>()
        };
        Self { width: self.width.div_ceil(BLOCK), blocks: rows.chunks(BLOCK).flat_map(of_rows).collect() }
    }

    /// As a PNG.
    pub(crate) fn encoded(&self) -> Result<Vec<u8>> {
        let mut png = Vec::new();
        let height = self.blocks.len() / self.width;
        let mut encoder = png::Encoder::new(&mut png, u32::try_from(self.width)?, u32::try_from(height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.blocks.as_flattened())?;
        writer.finish()?;
        Ok(png)
    }

    /// Which share of the blocks differs; all of them when it has another size.
    pub(crate) fn difference(&self, other: &Self) -> f64 {
        if self.width != other.width || self.blocks.len() != other.blocks.len() {
            return 1.0;
        }
        let differs = |(one, two): &(&[u8; 3], &[u8; 3])| one.iter().zip(*two).any(|(one, two)| one.abs_diff(*two) > SHADES);
        let differing = self.blocks.iter().zip(&other.blocks).filter(differs).count();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand blocks")]
        let share = differing as f64 / self.blocks.len() as f64;
        share
    }

    /// Leaves it beside the other pictures of the tests, to be looked at.
    pub(crate) fn keep(&self, name: &str) -> Result<PathBuf> {
        let folder = std::env::current_exe()?.ancestors().nth(3).context("a test runs from cargo's target folder")?.join("screenshots");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("gallery-{name}"));
        fs::write(&path, self.encoded()?)?;
        Ok(path)
    }
}
