/** Two states of a folder, by path: some files differ, some are in one of them only. */
export const STATES = [
  {
    state: "first\n",
    "list.yaml": "- a\r\n",
    "first/deep/a.yaml": "a\n".repeat(1000),
    "first/b.yaml": "",
    "both/c.yaml": "c: 1\n",
    "both/same.yaml": "same\n",
  },
  {
    state: "second\n",
    "list.yaml": "- a\r\n- b\r\n",
    "second/a.yaml": "a\n",
    "both/c.yaml": "c: 2\n",
    "both/d.yaml": "d\n".repeat(1000),
    "both/same.yaml": "same\n",
  },
] as const;
