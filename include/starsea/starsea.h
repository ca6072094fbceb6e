/** @file starsea.h  The whole public interface, in reading order. */
#ifndef STARSEA_STARSEA_H
#define STARSEA_STARSEA_H

#include <starsea/status.h>

#include <starsea/epoch.h>
#include <starsea/frame.h>
#include <starsea/atmosphere.h>

#include <starsea/ndm.h>
#include <starsea/gp.h>
#include <starsea/object.h>
#include <starsea/sgp4.h>
#include <starsea/ephem.h>
#include <starsea/motion.h>

#include <starsea/catalog.h>

#include <starsea/doubt.h>
#include <starsea/event.h>
#include <starsea/screen.h>
#include <starsea/cdm.h>
#include <starsea/pc.h>
#include <starsea/breakup.h>
#include <starsea/manoeuvre.h>
#include <starsea/station.h>
#include <starsea/proximity.h>
#include <starsea/lifetime.h>
#include <starsea/environment.h>

#include <starsea/claim.h>
#include <starsea/norm.h>
#include <starsea/bundle.h>
#include <starsea/report.h>
#include <starsea/picture.h>

#include <starsea/scenario.h>

#include <starsea/job.h>

#endif
