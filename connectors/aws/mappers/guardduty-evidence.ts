// What GuardDuty saw on the machine or in the storage: the process of a runtime finding with its ancestors and what it
// touched, and the files of a malware scan.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_RuntimeDetails.html

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';
import { addResource } from './arn.ts';
import { type Fields, textOf } from './fields.ts';

export function addEvidence(service: Fields, collector: EntityCollector): void {
  addRuntime(service.object('runtimeDetails'), collector);
  for (const threat of service.objects(
    'ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames',
  )) {
    for (const file of threat.objects('filePaths')) addFile(file, 'filePath', collector);
  }
  for (const threat of service.objects('malwareScanDetails.threats')) {
    collector.addTyped(threat.text('hash'), 'related');
    for (const item of threat.objects('itemPaths')) addFile(item, 'nestedItemPath', collector);
    for (const item of threat.objects('itemDetails')) {
      addFile(item, 'itemPath', collector);
      addResource(item.text('resourceArn'), 'target', collector);
    }
  }
  for (const evidence of service.objects('evidence.threatIntelligenceDetails')) {
    collector.add('sha256', evidence.text('threatFileSha256'), 'related');
  }
}

/** The names of threats and threat lists, each once. */
export function threatNames(service: Fields): readonly string[] {
  const details = service.objects('evidence.threatIntelligenceDetails');
  const scans = [
    ...service.objects('ebsVolumeScanDetails.scanDetections.threatDetectedByName.threatNames'),
    ...service.objects('malwareScanDetails.threats'),
  ];
  const names = [
    ...details.flatMap((detail) => detail.list('threatNames').map(textOf)),
    ...scans.map((threat) => threat.text('name')),
    service.text('additionalInfo.threatName'),
  ];
  return [...new Set(names.filter((name) => name !== ''))];
}

function addFile(file: Fields, pathField: string, collector: EntityCollector): void {
  collector.add('file_path', file.text(pathField), 'target');
  // The hash's kind is in its length: SHA-256 of a malware scan, MD5 or SHA-1 of an older engine.
  collector.addTyped(file.text('hash'), 'target');
}

function addRuntime(runtime: Fields, collector: EntityCollector): void {
  const process = runtime.object('process');
  addProcess(process, 'actor', collector);
  for (const ancestor of process.objects('lineage')) {
    collector.add('process_path', ancestor.text('executablePath'), 'parent');
  }
  const context = runtime.object('context');
  addProcess(context.object('modifyingProcess'), 'actor', collector);
  addProcess(context.object('targetProcess'), 'target', collector);
  const image = process.text('executablePath');
  for (const field of CONTEXT_FILES) {
    // The malicious file may be the image of the process itself, which is named already.
    const path = context.text(field);
    if (path !== image) collector.add('file_path', path, 'target');
  }
  collector.add('sha256', context.text('moduleSha256'), 'target');
  collector.add('command_line', context.text('commandLineExample'), 'actor');
}

const CONTEXT_FILES = [
  'scriptPath',
  'libraryPath',
  'ldPreloadValue',
  'socketPath',
  'runcBinaryPath',
  'releaseAgentPath',
  'moduleFilePath',
  'shellHistoryFilePath',
  'threatFilePath',
] as const;

function addProcess(process: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('process_path', process.text('executablePath', 'path', 'name'), role);
  collector.add('sha256', process.text('executableSha256', 'sha256'), role);
  collector.add('user', process.text('user'), role);
}
