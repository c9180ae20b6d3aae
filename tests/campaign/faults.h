/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faults.h -- how a program ends whose current was cut. */
#ifndef TESTS_CAMPAIGN_FAULTS_H
#define TESTS_CAMPAIGN_FAULTS_H

#define FAULTS_EXIT 86

#endif
