// Package data reads image data sets and serves them in batches.
//
// A [Set] is a list of images of one shape, with labels if the source has them. [Open] reads a data
// set, given its name in the [Catalogue] or a path, and returns its [Splits]. It never opens a
// socket; only [Fetch] does. [NewSet] makes a set of pixels in memory, [DrawDigits] one of drawn
// digits. A [Loader] serves the images of a set in batches of float32 pixels in [0, 1]: shuffled
// and endless for training, in order and once for evaluation.
//
//	splits, err := data.Open(ctx, "mnist", data.Options{Validation: data.DefaultValidation})
//	loader, err := data.NewLoader(splits.Train, data.LoaderConfig{BatchSize: 128, Training: true})
//	for batch, err := range loader.From(ctx, 0) { … }
//
// A path may be
//
//   - an IDX file (the format of MNIST), or a folder of them under MNIST's names, perhaps with a
//     prefix; the names tell which labels belong to which images,
//   - a NumPy array .npy, an archive .npz of such arrays, or a folder of either under names such as
//     x_train, y_train, test_images,
//   - a table of text, .csv or the like, with a row for each image, or a folder of train.csv and
//     test.csv,
//   - a picture, or a folder or a zip archive of pictures: in one folder or a folder for each
//     class, or in folders of these for training, validation and test.
//
// Pixels of large sets stay in their files (Options.Limit): in IDX and .npy files and members of
// .npz archives that are not compressed, and in pictures. They are read with the images.
//
// Open recognises files by their content, tables of text also by their extension. IDX and .npy
// files and tables may be compressed by gzip. Pixels are scaled to [0, 1] by a rule that depends on
// their range. A set is in colour if any of its images is, or as Options.Colours says.
// Splits.Notices says how the source was understood. A [FormatError] says what is wrong with its
// content.
//
// Every shuffle and every random draw is a pure function of a seed and an index: see package rng.
package data
