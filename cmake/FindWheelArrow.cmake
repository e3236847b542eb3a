# SPDX-License-Identifier: Apache-2.0
# Apache Arrow C++ as the pyarrow wheel carries it: headers and versioned libraries, without a CMake package. Looked for
# in WheelArrow_ROOT (the folder named pyarrow), else in .venv of the source tree. Makes WheelArrow::parquet.
# The soname carries the major version, so what is linked to it needs that major.
if(NOT WheelArrow_ROOT)
  file(GLOB WheelArrow_ROOT "${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/pyarrow")
endif()
find_path(WheelArrow_INCLUDE_DIR arrow/api.h PATHS "${WheelArrow_ROOT}/include" NO_DEFAULT_PATH)
set(_so "")
if(WheelArrow_INCLUDE_DIR)
  file(STRINGS "${WheelArrow_INCLUDE_DIR}/arrow/util/config.h" _lines
       REGEX "define ARROW_(SO_VERSION|VERSION_STRING) ")
  string(REGEX MATCH "ARROW_SO_VERSION \"([0-9]+)\"" _ "${_lines}")
  set(_so ${CMAKE_MATCH_1})
  string(REGEX MATCH "ARROW_VERSION_STRING \"([0-9.]+)\"" _ "${_lines}")
  set(WheelArrow_VERSION ${CMAKE_MATCH_1})
endif()
set(WheelArrow_LIBRARY "${WheelArrow_ROOT}/libparquet.so.${_so}")
if(NOT EXISTS "${WheelArrow_LIBRARY}" OR NOT EXISTS "${WheelArrow_ROOT}/libarrow.so.${_so}")
  set(WheelArrow_LIBRARY "")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(WheelArrow REQUIRED_VARS WheelArrow_LIBRARY WheelArrow_INCLUDE_DIR
                                  VERSION_VAR WheelArrow_VERSION)
if(WheelArrow_FOUND AND NOT TARGET WheelArrow::parquet)
  foreach(_name arrow parquet)
    add_library(WheelArrow::${_name} SHARED IMPORTED)
    set_target_properties(WheelArrow::${_name} PROPERTIES
      IMPORTED_LOCATION "${WheelArrow_ROOT}/lib${_name}.so.${_so}"
      IMPORTED_SONAME "lib${_name}.so.${_so}" INTERFACE_INCLUDE_DIRECTORIES "${WheelArrow_INCLUDE_DIR}")
  endforeach()
  set_property(TARGET WheelArrow::parquet APPEND PROPERTY INTERFACE_LINK_LIBRARIES WheelArrow::arrow)
endif()
