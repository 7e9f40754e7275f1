import { type DataType, Field, FixedSizeList, Float32, List, Utf8 } from 'apache-arrow';

/** Short forms for the schemas of the tables. */
export const required = (name: string, type: DataType): Field => new Field(name, type, false);
export const optional = (name: string, type: DataType): Field => new Field(name, type, true);
export const listOf = (type: DataType): List => new List(new Field('item', type, true));
export const vectorOf = (width: number): FixedSizeList =>
  new FixedSizeList(width, new Field('item', new Float32(), true));
export const text = new Utf8();
