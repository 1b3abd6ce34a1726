package grid

// Grey is the level of gutters and empty cells.
const Grey = grey
