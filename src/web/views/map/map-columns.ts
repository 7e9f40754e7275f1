import { type CodedColumn, clusterColumn } from './colouring.js';

/** The columns of an answer of `GET /v1/map`. */
interface MapAnswer {
  readonly clusters: readonly (number | null)[];
  readonly tokenClusters: readonly (number | null)[];
  readonly labels: Readonly<
    Record<string, { readonly values: readonly string[]; readonly codes: readonly number[] }>
  >;
  readonly modalities: { readonly values: readonly string[]; readonly codes: readonly number[] };
}

/** Something that the map can be coloured by. */
export interface MapColumn extends CodedColumn {
  /** In the address: `cluster`, `token-cluster`, `modality`, `label.<name>`. */
  readonly id: string;
  readonly name: string;
  readonly isLabel: boolean;
}

type Names = ReadonlyMap<number, string>;

/** Everything that the map can be coloured by; columns that say nothing are left out. */
export function mapColumns(
  map: MapAnswer,
  names: { readonly clusters: Names; readonly tokenClusters: Names },
): readonly MapColumn[] {
  const columns: readonly MapColumn[] = [
    { id: 'cluster', name: 'Cluster', isLabel: false, ...clusterColumn(map.clusters, names.clusters) },
    {
      id: 'token-cluster',
      name: 'Token cluster',
      isLabel: false,
      ...clusterColumn(map.tokenClusters, names.tokenClusters),
    },
    { id: 'modality', name: 'Modality', isLabel: false, ...map.modalities },
    ...Object.entries(map.labels).map(([name, column]) => ({
      id: `label.${name}`,
      name,
      isLabel: true,
      ...column,
    })),
  ];
  return columns.filter(({ codes }) => codes.some((code) => code >= 0));
}
