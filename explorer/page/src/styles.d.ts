// Styles are bundled; importing them has no value.
declare module "*.css";
