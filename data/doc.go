// Package data reads image data sets and serves them in batches.
//
// A [Set] is a list of images of one shape, with labels where the source has them. [Open] finds a
// data set by its name in the [Catalogue] or by a path and returns its [Splits]; it never opens a
// socket, which only [Fetch] does. A [Loader] serves the images of a set in batches of float32
// pixels in [0, 1]: shuffled and without end for training, in order and once for evaluation.
//
// A path may name
//
//   - an IDX file (the format of MNIST), or a folder of them under MNIST's names,
//     perhaps with a prefix; labels are found by the names,
//   - a NumPy array .npy, an archive .npz of such arrays, or a folder of either under names
//     such as x_train, y_train, test_images,
//   - a table of text, .csv or the like, with a row for each image, or a folder of train.csv
//     and test.csv,
//   - a picture, or a folder or a zip archive of pictures: flat, a folder for each
//     class, or any of these in folders for training, validation and test.
//
// Files are told apart by their content, and tables of text by their names, too; IDX and .npy files
// and tables may be compressed by gzip. Pixels are read on the scale that their range leaves no
// doubt of, colours as luminance; what was understood how stands in Splits.Notices. Whatever is
// wrong with one is a [FormatError].
//
// Every shuffle and every random draw is a pure function of a seed and an index: see package rng.
package data
