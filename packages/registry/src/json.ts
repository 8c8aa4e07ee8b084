/** Keys, values and differences for programs. */
export {
  differenceToJson,
  type JsonDifference,
  type JsonKey,
  type JsonValue,
  keyToJson,
  valueToJson,
} from './json/to-json.ts';
