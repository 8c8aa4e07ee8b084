/** A map whose keys compare as the names of services do. */
export function upcaseKeys<Value>() {
  const map = new Map<string, Value>();
  return {
    get: (name: string) => map.get(name.toUpperCase()),
    set: (name: string, value: Value) => void map.set(name.toUpperCase(), value),
    delete: (name: string) => void map.delete(name.toUpperCase()),
  };
}
