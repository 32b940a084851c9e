import { posix } from "node:path";
import { own } from "../../../base/own.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { nodeAt, parseYaml, stringAt, type YamlFile } from "../../../base/yaml/parse.ts";
import { replaceScalar, replaceScalars } from "../../../edit/yaml/edit.ts";
import { means, refused } from "../../../edit/yaml/meaning.ts";
import { type Pieces, piecesOf, textOf } from "../../../edit/yaml/pieces.ts";
import { referencesOf } from "../../../model/kustomize/references.ts";
import type { Environment } from "../../../model/views/environment.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { ENVIRONMENT, isSame, type OverlayOwner } from "../owners.ts";
import { Sorting } from "./sorting.ts";

/** Where each item of a key goes; the value of one that is no list in lines is its first. */
type Places = ReadonlyMap<string, readonly (readonly OverlayOwner[])[]>;

/** Which keys of an overlay are meant. */
type Keys = (key: string) => boolean;
const ALL: Keys = () => true;

/** A shared overlay, cut into parts for several files. */
export class Parts {
  readonly pieces: Pieces;
  readonly places: Places;
  /** The files of the overlay that only what goes to one place refers to. */
  readonly moved: ReadonlyMap<string, OverlayOwner>;
  readonly #file: YamlFile;
  readonly #folder: string;
  readonly #data: Readonly<Record<string, unknown>>;

  /** @throws UserError for what can't be moved with certainty. */
  constructor(environment: Environment, repository: Repository) {
    this.#file = repository.overlayFile(environment);
    this.#folder = environment.folder;
    const { path, text } = this.#file;
    [this.#data = {}] = dataOf(path, text) as readonly Record<string, unknown>[];
    this.pieces = piecesOf(this.#file);
    const sorting = new Sorting(environment, repository);
    this.places = new Map(
      this.pieces.pieces.map(({ key, items }) => [
        key,
        this.#sorted(key, items === undefined, sorting),
      ]),
    );
    this.moved = new Map(this.#movedFiles(repository));
  }

  has(place: OverlayOwner): boolean {
    return [...this.places.values()].flat(2).some((each) => isSame(each, place));
  }

  /** The lines that go to a place, as they are. */
  textFor(place: OverlayOwner, isMeant = ALL, keepsLead?: Keys): string {
    const takes = (key: string, index: number) => isMeant(key) && this.#takes(place, key, index);
    const text = textOf(this.pieces, takes, (key) => keepsLead?.(key) || takes(key, 0));
    const expected = this.pieces.pieces.flatMap(({ key, items }) => {
      const value = own(this.#data, key);
      if (items === undefined) return takes(key, 0) ? [[key, value]] : [];
      const taken = (value as unknown[]).filter((_, index) => takes(key, index));
      return taken.length === 0 ? [] : [[key, taken]];
    });
    if (expected.length === 0 || means(this.#file.path, text, [Object.fromEntries(expected)]))
      return text;
    throw this.#refused("one of its parts refers to another", undefined);
  }

  /** The same for a file in another folder: with its paths as they are from there. */
  textIn(folder: string, place: OverlayOwner, isMeant = ALL): string {
    const text = this.textFor(place, isMeant);
    if (text === "") return text;
    const file = parseYaml(this.#file.path, text);
    const edits = referencesOf(file.path, text).flatMap(({ steps, value, remote, inPlace }) => {
      if (inPlace && !remote) throw this.#refused("a plugin in it names a file", undefined);
      const from = posix.join(this.#folder, value);
      const node = nodeAt(file.documents[0]?.contents, ...steps);
      const written = stringAt(node);
      if (remote || written === undefined || this.moved.has(from)) return [];
      const key = written.slice(0, written.length - value.length);
      return [replaceScalar(file, node, key + posix.relative(folder, from))];
    });
    return replaceScalars(file, edits);
  }

  /** Several parts as one file. @throws UserError where they would not be one mapping. */
  joined(path: string, parts: readonly string[]): string {
    const text = parts.join("");
    const data = parts.map((each) => dataOf(path, each)[0] ?? {});
    if (means(path, text, [Object.assign({}, ...data)])) return text;
    throw this.#refused("its lines do not fit together", undefined);
  }

  #takes(place: OverlayOwner, key: string, index: number): boolean {
    return this.places.get(key)?.[index]?.some((each) => isSame(each, place)) ?? false;
  }

  #sorted(key: string, isWhole: boolean, sorting: Sorting): readonly (readonly OverlayOwner[])[] {
    const value = own(this.#data, key);
    const count = Array.isArray(value) ? value.length : 1;
    const all = Array.from({ length: count }, (_, index) => sorting.placesOf(key, index));
    if (!isWhole) return all;
    const [first = [ENVIRONMENT], ...others] = all;
    if (others.every((each) => JSON.stringify(each) === JSON.stringify(first))) return [first];
    throw this.#refused(`${key} is written in brackets`, key);
  }

  #movedFiles({ files }: Repository): [string, OverlayOwner][] {
    const goals = new Map<string, OverlayOwner[]>();
    for (const { steps, path } of referencesOf(this.#file.path, this.#file.text)) {
      if (!path?.startsWith(`${this.#folder}/`) || files.read(path) === undefined) continue;
      const [key = "", index] = steps;
      const all = this.places.get(String(key)) ?? [];
      const places = all[Number(index)] ?? all[0] ?? [];
      goals.set(path, [...(goals.get(path) ?? []), ...places]);
    }
    return [...goals].flatMap(([path, [first = ENVIRONMENT, ...others]]) =>
      first !== ENVIRONMENT && others.every((each) => isSame(each, first)) ? [[path, first]] : [],
    );
  }

  #refused(reason: string, key: string | undefined) {
    const root = this.#file.documents[0]?.contents;
    const node = key === undefined ? undefined : nodeAt(root, key);
    return refused(this.#file, `it can't be taken apart: ${reason}`, node);
  }
}
